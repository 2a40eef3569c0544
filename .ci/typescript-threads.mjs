// Lets Node 20 load TypeScript in the main thread and in worker threads alike (development and tests only).
import { register } from 'tsx/esm/api'

register()
