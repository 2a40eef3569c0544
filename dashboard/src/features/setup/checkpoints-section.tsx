import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckpointItem } from '../../../../server/contract/setup.ts'
import { checkpointsQuery } from '../../lib/api/setup.ts'
import { CheckpointForm } from './checkpoint-form.tsx'
import { EntryList } from './entry-list.tsx'
import { TagDialog } from './tag-dialog.tsx'

export function CheckpointsSection() {
  const { t } = useTranslation()
  const query = useQuery(checkpointsQuery)
  const [open, setOpen] = useState<'new' | CheckpointItem>()
  const [writing, setWriting] = useState<CheckpointItem>()
  return (
    <>
      <EntryList
        section="checkpoints"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={({ id, tag, location, checklist, risks }) => (
          <>
            <span className="mono">{id}</span>
            <span className="mono">{tag ?? t('checkpoint.noTag')}</span>
            <span>{location}</span>
            {checklist.length > 0 && <span>{t('checkpoint.items', { count: checklist.length })}</span>}
            {risks.map((risk) => (
              <span key={risk}>{t(`checkpoint.risk.${risk}`)}</span>
            ))}
          </>
        )}
        actions={(checkpoint) => (
          <Button size="small" onClick={() => setWriting(checkpoint)} data-testid={`write-${checkpoint.id}`}>
            {t('checkpoint.write')}
          </Button>
        )}
      />
      {open && <CheckpointForm checkpoint={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
      {writing && <TagDialog checkpoint={writing} onClose={() => setWriting(undefined)} />}
    </>
  )
}
