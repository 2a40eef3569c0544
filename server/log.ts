/** The log: JSON lines, or readable ones when a person watches the terminal. */
import { type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

export function createLogger(level: LogLevel): Logger {
  if (!process.stdout.isTTY) return pino({ level })
  return pino({ level, transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' } } })
}
