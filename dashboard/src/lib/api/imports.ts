/** History from files: the upload itself, and how far each import has come. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ImportItem } from '../../../../server/contract/imports.ts'
import { apiGet, apiUpload } from '../api-client.ts'

const pollMs = 1_000
const importsKey = ['imports'] as const

/** The latest, newest first. `awaited`: an upload that shows up here as soon as its first lines are read. */
export function importsQuery(awaited: string | undefined) {
  return queryOptions({
    queryKey: importsKey,
    queryFn: async ({ signal }) => (await apiGet<{ items: ImportItem[] }>('/readings/import', {}, signal)).items,
    refetchInterval: ({ state }) => (awaited !== undefined && !state.data?.some(({ id }) => id === awaited) ? pollMs : false)
  })
}

/** One import, asked often until it ends. */
export function importQuery(item: ImportItem) {
  return queryOptions({
    queryKey: [...importsKey, item.id] as const,
    queryFn: ({ signal }) => apiGet<ImportItem>(`/readings/import/${encodeURIComponent(item.id)}`, {}, signal),
    enabled: item.state === 'running',
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : pollMs)
  })
}

/** What a file's name says of its inside; undefined for none that the service reads. */
export function importHeaders(name: string): Record<string, string> | undefined {
  const match = /\.(csv|ndjson|jsonl)(\.gz)?$/i.exec(name)
  if (!match) return undefined
  const type = match[1]?.toLowerCase() === 'csv' ? 'text/csv' : 'application/x-ndjson'
  return { 'content-type': type, ...(match[2] !== undefined && { 'content-encoding': 'gzip' }) }
}

export type UploadWish = { id: string; file: File; headers: Record<string, string>; onSent: (share: number) => void }

/** Resolves when all is stored. */
export function useImport() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, file, ...upload }: UploadWish) =>
      apiUpload<ImportItem>('/readings/import', { id }, { body: file, ...upload }),
    onSettled: () => client.invalidateQueries({ queryKey: importsKey })
  })
}

/** Not `randomUUID`, which browsers keep from pages without TLS. */
export function newImportId(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(8))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
