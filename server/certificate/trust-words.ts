/** How a phone comes to trust the box, in both languages: for the page `/trust` and for whoever made the certificate. */
import type { Language } from '../contract/telling.ts'

export type TrustWords = {
  title: string
  why: string
  /** Before the fingerprint. */
  compare: string
  download: string
  android: { title: string; steps: readonly string[] }
  ios: { title: string; steps: readonly string[] }
  after: string
  none: string
}

const zh: TrustWords = {
  title: '让手机信任本机证书',
  why: '手机信任证书之后，断网打卡、读 NFC 和摄像头扫码才能用。每部手机做一次。',
  compare: '安装前请逐字核对证书的 SHA-256 指纹，与管理员给的不一致就不要装：',
  download: '下载证书',
  android: {
    title: '安卓',
    steps: [
      '用 Chrome 打开本页，点“下载证书”。',
      '打开手机“设置”，搜索“CA 证书”（一般在 安全 → 加密与凭据 → 安装证书 → CA 证书）。',
      '点“仍然安装”，选刚下载的 ca.crt。',
      '在 信任的凭据 → 用户 里打开它，核对指纹。'
    ]
  },
  ios: {
    title: 'iPhone',
    steps: [
      '用 Safari 打开本页，点“下载证书”，允许下载描述文件。',
      '打开 设置 → 通用 → VPN 与设备管理，点下载的描述文件；在“更多详细信息”里核对指纹，再点“安装”。',
      '打开 设置 → 通用 → 关于本机 → 证书信任设置，打开对它的完全信任。'
    ]
  },
  after: '装好以后关掉浏览器再打开，地址栏不再提示不安全就是好了。',
  none: '这台机器没有本地证书。管理员可以用 npm run certificate -- 主机名 生成一张。'
}

const en: TrustWords = {
  title: 'Let a phone trust this machine',
  why: 'Scanning without network, NFC and the camera work once the phone trusts its certificate. To be done once on each phone.',
  compare:
    'Before you install it, compare the SHA-256 fingerprint of the certificate with the one your administrator has. If they differ, do not install it:',
  download: 'Download the certificate',
  android: {
    title: 'Android',
    steps: [
      'Open this page in Chrome and tap “Download the certificate”.',
      'Open Settings and search for “CA certificate” (usually Security → Encryption & credentials → Install a certificate → CA certificate).',
      'Tap “Install anyway” and choose ca.crt, just downloaded.',
      'Open it under Trusted credentials → User and compare the fingerprint.'
    ]
  },
  ios: {
    title: 'iPhone',
    steps: [
      'Open this page in Safari, tap “Download the certificate” and allow the profile to be downloaded.',
      'Open Settings → General → VPN & Device Management and tap the downloaded profile; compare the fingerprint under More Details, then tap Install.',
      'Open Settings → General → About → Certificate Trust Settings and switch on full trust for it.'
    ]
  },
  after: 'Close the browser and open it again: when it no longer warns, all is well.',
  none: 'This machine has no certificate authority of its own. An administrator makes one by npm run certificate -- HOST.'
}

export const trustWords: Record<Language, TrustWords> = { zh, en }
