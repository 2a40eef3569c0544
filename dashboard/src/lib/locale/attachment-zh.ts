/** 工单附件；与 `attachment-en.ts` 键名相同。 */
export const attachmentZh = {
  attachment: {
    title: '附件',
    none: '还没有照片或文件',
    kind: '类别',
    camera: '拍照',
    choose: '选择文件',
    sending: '正在上传 {{name}}',
    done: '已上传',
    photoHint: 'JPEG、PNG、WebP，不超过 {{size}}',
    documentHint: 'PDF、JPEG、PNG、docx、xlsx，不超过 {{size}}',
    tooLarge: '{{name}} 太大，不能超过 {{size}}',
    wrongType: '{{name}} 的内容不是可以接收的类型',
    heic: '{{name}} 是 HEIC 照片，不是所有浏览器都能显示。请在相机设置里选择“兼容性最佳”后重拍，或转成 JPEG。',
    failed: '{{name}} 未能上传',
    download: '下载 {{name}}'
  },
  attachmentKind: { photo: '照片', document: '文件', operation_record: '操作记录', test_report: '试验报告' }
}
