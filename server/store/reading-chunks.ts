/**
 * Readings into DuckDB's appender column by column. Goes to the bindings below the client library: its setters cost
 * 260 ns a row, most of it for the null in a column that nearly always is; a copy of whole columns costs 60.
 */
import { BIGINT, BOOLEAN, DOUBLE, type DuckDBAppender, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { JournalBatch } from './journal-batch.ts'

/** DuckDB's own limit of a chunk. */
const most = 2048
const textColumn = 5

/** Columns as in the table. One for all: its memory is native and would outlive each use until some garbage collection. */
const chunk = DuckDBDataChunk.create([BIGINT, INTEGER, INTEGER, BIGINT, DOUBLE, VARCHAR, BIGINT, BOOLEAN])
const columns = {
  seq: createWholeNumbers(),
  position: new Int32Array(most),
  series: new Int32Array(most),
  ts: createWholeNumbers(),
  num: new Float64Array(most),
  received: createWholeNumbers(),
  skewed: new Uint8Array(most)
}
const places: [column: number, buffer: ArrayBuffer, width: number][] = [
  [0, columns.seq.buffer, 8],
  [1, columns.position.buffer, 4],
  [2, columns.series.buffer, 4],
  [3, columns.ts.buffer, 8],
  [4, columns.num.buffer, 8],
  [6, columns.received.buffer, 8],
  [7, columns.skewed.buffer, 1]
]
/** A bit a row; 1: there is a value. */
const nobody = new Uint8Array(most / 8)

/** Hands all readings of the batches to the appender, which is not flushed. */
export function appendReadings(to: DuckDBAppender, batches: readonly JournalBatch[]): void {
  let rows = 0
  let texts: [row: number, text: string][] = []
  const send = () => {
    appendChunk(to, rows, texts)
    rows = 0
    texts = []
  }
  for (const batch of batches) {
    const textOf = batch.texts.length > 0 ? new Map(batch.texts) : undefined
    for (let index = 0; index < batch.series.length; index++) {
      columns.seq.set(rows, batch.seq)
      columns.position[rows] = batch.position[index] ?? 0
      columns.series[rows] = batch.series[index] ?? 0
      columns.ts.set(rows, batch.ts[index] ?? 0)
      columns.num[rows] = batch.num[index] ?? 0
      columns.received.set(rows, batch.receivedAt[index] ?? 0)
      columns.skewed[rows] = batch.skewed[index] ?? 0
      const text = textOf?.get(index)
      if (text !== undefined) texts.push([rows, text])
      if (++rows === most) send()
    }
  }
  if (rows > 0) send()
}

function appendChunk(to: DuckDBAppender, rows: number, texts: readonly [row: number, text: string][]): void {
  chunk.reset()
  chunk.rowCount = rows
  for (const [column, buffer, width] of places) {
    duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, column), 0, buffer, 0, rows * width)
  }
  if (texts.length === 0) setPresent(textColumn, nobody)
  else {
    const numbers = new Uint8Array(most / 8).fill(0xff)
    const vector = chunk.getColumnVector(textColumn)
    const textOf = new Map(texts)
    for (let row = 0; row < rows; row++) vector.setItem(row, textOf.get(row) ?? null)
    vector.flush()
    for (const [row] of texts) numbers[row >> 3] = (numbers[row >> 3] ?? 0) & ~(1 << (row & 7))
    setPresent(4, numbers)
  }
  to.appendDataChunk(chunk)
}

function setPresent(column: number, bits: Uint8Array<ArrayBuffer>): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column)
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, bits.byteOffset, bits.byteLength)
}

/** 64-bit whole numbers, written as two halves: a BigInt for each would cost an allocation. Little-endian, as DuckDB runs on. */
function createWholeNumbers() {
  const halves = new Int32Array(2 * most)
  return {
    buffer: halves.buffer,
    set(row: number, value: number): void {
      halves[2 * row] = value | 0
      halves[2 * row + 1] = Math.floor(value / 2 ** 32)
    }
  }
}
