import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` of the service listens; vite's own server hands API and socket on to it. */
const service = 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    // Old phones and control-room PCs: what Chromium 90 and Safari 14 run.
    target: ['chrome90', 'safari14'],
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      // The guard's page is an entry of its own: an old phone loads none of the dashboard. A worker's address must not change.
      input: ['index.html', 'guard.html', 'src/guard/guard-worker.ts'],
      output: {
        entryFileNames: ({ name }) => (name === 'guard-worker' ? 'guard-worker.js' : 'assets/[name]-[hash].js')
      }
    }
  },
  // The browser's own host goes through: a write whose Origin is not the host's is refused.
  server: {
    proxy: {
      '/api': { target: service, changeOrigin: false },
      '/socket.io': { target: service, changeOrigin: false, ws: true }
    }
  }
})
