import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/base.css'
import './app/panel.css'
import { App } from './app/app.tsx'
import { startI18n } from './lib/i18n.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

void startI18n().then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>
  )
})
