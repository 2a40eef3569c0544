import { Alert, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { BrandMark } from '../../components/brand-mark.tsx'
import { useErrorText } from '../../components/error-text.ts'
import { LanguageSwitch, ThemeSwitch } from '../../components/preference-switches.tsx'
import { useLogin } from '../../lib/api/session.ts'
import { ApiError } from '../../lib/api-client.ts'
import './login.css'

type Credentials = { username: string; password: string }

export function LoginPage() {
  const { t } = useTranslation()
  const login = useLogin()
  return (
    <div className="login">
      <div className="login-switches">
        <ThemeSwitch />
        <LanguageSwitch />
      </div>
      <main className="login-card">
        <div className="login-brand">
          <BrandMark />
          <h1>
            物巡 <span>Wuxun</span>
          </h1>
        </div>
        <p className="login-motto">{t('session.motto')}</p>
        <Form<Credentials>
          layout="vertical"
          requiredMark={false}
          onFinish={(wish) => login.mutate(wish)}
          disabled={login.isPending}
        >
          <Form.Item
            name="username"
            label={t('session.username')}
            rules={[{ required: true, message: t('session.needUsername') }]}
          >
            <Input
              size="large"
              autoComplete="username"
              autoCapitalize="off"
              spellCheck={false}
              autoFocus
              data-testid="login-username"
            />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('session.password')}
            rules={[{ required: true, message: t('session.needPassword') }]}
          >
            <Input.Password size="large" autoComplete="current-password" data-testid="login-password" />
          </Form.Item>
          {login.error && <LoginFailure error={login.error} />}
          <Button type="primary" htmlType="submit" size="large" block loading={login.isPending} data-testid="login-submit">
            {t('session.login')}
          </Button>
        </Form>
      </main>
    </div>
  )
}

function LoginFailure({ error }: { error: Error }) {
  const { t } = useTranslation()
  const { title, detail } = useErrorText(error)
  const status = error instanceof ApiError ? error.status : undefined
  const told = status === 401 ? t('session.wrong') : status === 429 ? t('session.tooMany') : title
  return (
    <Alert
      className="login-failure"
      type="error"
      showIcon
      role="alert"
      title={told}
      description={status === 401 ? undefined : detail}
    />
  )
}
