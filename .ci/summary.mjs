// Prints the closing line of the gate from the test runner's own report; fails when nothing ran.
import { readFileSync } from 'node:fs'

const {
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped
} = JSON.parse(readFileSync('dist/test-report.json', 'utf8'))
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exit(passed > 0 && failed === 0 ? 0 : 1)
