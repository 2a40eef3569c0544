import { useState } from 'react'
import type { Answer, HazardWish } from '../../../server/contract/patrol.ts'
import type { CheckpointInput } from '../../../server/contract/site.ts'
import { CheckItems, missingAnswers } from './check-items.tsx'
import { HazardChoice } from './hazard-choice.tsx'
import type { WaitingScan } from './phone-store.ts'
import { PhotoButton } from './photo-button.tsx'
import { addPhoto, finish } from './record.ts'
import type { Words } from './words.ts'

type Props = { t: Words; scan: WaitingScan; place: CheckpointInput | undefined; done: () => void }

/** A scan that was just made: it is on the phone already, whatever happens next. */
export function ScanCard({ t, scan, place, done }: Props) {
  const [isIssue, setIssue] = useState(false)
  const [answers, setAnswers] = useState<Answer[]>(scan.answers)
  const [hazard, setHazard] = useState<HazardWish>({ class: 'ordinary' })
  const [note, setNote] = useState('')
  // A photo that is still being made small would come too late; pressed twice, the chain would have a gap.
  const [isBusy, setBusy] = useState(false)
  const checklist = place?.checklist ?? []
  const missing = missingAnswers(checklist, answers)
  const needsPhoto = checklist.some(({ photo }) => photo) && scan.photos.length === 0
  const needsDate = isIssue && hazard.class === 'fix_by_date' && hazard.wantedBy === undefined

  async function submit(): Promise<void> {
    const text = note.trim()
    const told = { result: isIssue ? ('issue' as const) : ('ok' as const), note: text === '' ? null : text, answers }
    setBusy(true)
    try {
      await finish({ ...scan, ...told, hazard: isIssue ? hazard : null })
      done()
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className="guard-card" data-testid="scan-card">
      <p className="guard-recorded">{t.recorded}</p>
      <h1>{place?.name ?? scan.checkpoint}</h1>
      {place?.location && <p className="guard-hint">{place.location}</p>}
      {place && place.risks.length > 0 && <p className="guard-risk">{place.risks.map((risk) => t.risks[risk]).join(' · ')}</p>}
      <CheckItems t={t} checklist={checklist} answers={answers} change={setAnswers} />
      {isIssue && <HazardChoice t={t} value={hazard} change={setHazard} />}
      {isIssue && (
        <label>
          {t.note}
          <textarea rows={3} value={note} placeholder={t.notePlaceholder} onChange={(event) => setNote(event.target.value)} />
        </label>
      )}
      <PhotoButton
        t={t}
        count={scan.photos.length}
        isBusy={isBusy}
        setBusy={setBusy}
        taken={(photo) => addPhoto(scan.id, photo)}
      />
      {needsPhoto && <p className="guard-error">{t.photoNeeded}</p>}
      {missing > 0 && <p className="guard-error">{t.answersMissing(missing)}</p>}
      <button
        type="button"
        className="guard-main-button"
        data-testid="scan-done"
        disabled={missing > 0 || needsPhoto || needsDate || isBusy}
        onClick={() => void submit()}
      >
        {isIssue ? t.done : t.ok}
      </button>
      <button type="button" className="guard-second-button" onClick={() => setIssue(!isIssue)}>
        {isIssue ? t.back : t.issue}
      </button>
    </section>
  )
}
