import { App } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'

/** Who leaves the page with changes that are not saved is asked first. The answer lets one go without being asked. */
export function useUnsavedWarning(unsaved: boolean): () => void {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const released = useRef(false)
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && !released.current && currentLocation.pathname !== nextLocation.pathname
  )
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    const asked = modal.confirm({
      title: t('rule.leaveTitle'),
      content: t('rule.leaveHint'),
      okText: t('rule.leave'),
      cancelText: t('rule.stay'),
      okButtonProps: { danger: true },
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset()
    })
    return () => asked.destroy()
  }, [blocker, modal, t])
  useEffect(() => {
    if (!unsaved) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [unsaved])
  return () => {
    released.current = true
  }
}
