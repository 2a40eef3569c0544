import { Alert } from 'antd'
import { useErrorText } from '../../components/error-text.ts'

/** What the service did not take, below the button that asked for it. */
export function Refusal({ error }: { error: unknown }) {
  const { title, detail } = useErrorText(error)
  if (!error) return null
  return <Alert type="error" showIcon role="alert" title={title} description={detail} />
}
