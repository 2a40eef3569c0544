import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './guard.css'
import { GuardApp } from './guard-app.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('guard.html has no #root')

createRoot(root).render(
  <StrictMode>
    <GuardApp />
  </StrictMode>
)
