/** Files of tickets: sending them, and where each is to be had. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AttachmentKind, attachmentBytes } from '../../../../server/contract/attachment-limits.ts'
import type { AttachmentItem } from '../../../../server/contract/attachments.ts'
import { apiUpload } from '../api-client.ts'
import { ticketKeys } from './tickets.ts'

export type AttachWish = { kind: AttachmentKind; file: File; onSent: (share: number) => void }

export function useAttach(ticket: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, file, onSent }: AttachWish) => {
      const body = new FormData()
      body.append('kind', kind)
      body.append('file', file, file.name)
      return apiUpload<AttachmentItem>(`/tickets/${encodeURIComponent(ticket)}/attachments`, {}, { body, headers: {}, onSent })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ticketKeys.detail(ticket) })
  })
}

/** The session cookie opens it; a picture may be shown from there, everything else is a download. */
export function attachmentUrl(ticket: string, hash: string): string {
  return `/api/v1/tickets/${encodeURIComponent(ticket)}/attachments/${hash}`
}

/** What can be told before a byte is sent. */
export function faultOf(file: File, kind: AttachmentKind): 'heic' | 'tooLarge' | undefined {
  if (/\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type)) return 'heic'
  return file.size > attachmentBytes[kind] ? 'tooLarge' : undefined
}
