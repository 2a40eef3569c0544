/** Opens the journal named in its arguments and holds it until its input ends. */
import { openDuckdbJournal } from '../../server/store/duckdb-journal.ts'

const journal = await openDuckdbJournal(process.argv[2] ?? '')
process.stdout.write('open\n')
process.stdin.on('end', () => void journal.stop().then(() => process.exit(0)))
process.stdin.resume()
