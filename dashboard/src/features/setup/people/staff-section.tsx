import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StaffItem } from '../../../../../server/contract/workforce.ts'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { useMay } from '../../../lib/api/session.ts'
import { staffQuery, useContractorName } from '../../../lib/api/staff.ts'
import { CertificateMarks } from './certificate-marks.tsx'
import { CertificatesDialog } from './certificates-dialog.tsx'
import { StaffForm } from './staff-form.tsx'
import { useTeamName } from './use-team-name.ts'
import './people.css'

type Open = { user: string; as: 'staff' | 'certificates' }

/** Everybody who can log in, and what is known of him as somebody who works here. */
export function StaffSection() {
  const { t } = useTranslation()
  const { data: staff, error, refetch } = useQuery(staffQuery)
  const [open, setOpen] = useState<Open>()
  const chosen = staff?.find(({ user }) => user === open?.user)
  return (
    <section className="panel" aria-label={t('setup.staff')}>
      <p className="muted setup-hint">{t('setup.hint.staff')}</p>
      {!staff && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading />)}
      {staff?.length === 0 && <EmptyState title={t('people.nobody')} />}
      <ul className="entries">
        {staff?.map((member) => (
          <StaffRow key={member.user} member={member} onOpen={(as) => setOpen({ user: member.user, as })} />
        ))}
      </ul>
      {chosen && open?.as === 'staff' && <StaffForm member={chosen} onClose={() => setOpen(undefined)} />}
      {chosen && open?.as === 'certificates' && <CertificatesDialog member={chosen} onClose={() => setOpen(undefined)} />}
    </section>
  )
}

function StaffRow({ member, onOpen }: { member: StaffItem; onOpen: (as: Open['as']) => void }) {
  const { t } = useTranslation()
  const teamName = useTeamName()
  const firmName = useContractorName()
  const isAdmin = useMay('admin')
  const { user, name, role, team, contractor, phone, email, skills, onDuty, openTickets, enabled } = member
  return (
    <li className={enabled ? 'entry' : 'entry entry-out'} data-testid={`entry-${user}`}>
      <div className="entry-main">
        <span className="entry-title">
          {name}
          {onDuty && <span className="entry-tag tone-on-duty">{t('people.onDuty')}</span>}
          {!enabled && <span className="entry-tag">{t('people.notDispatched')}</span>}
        </span>
        <span className="entry-facts">
          <span className="mono">{user}</span>
          <span>{t(`role.${role}`)}</span>
          {team !== null && <span>{teamName(team)}</span>}
          {contractor !== null && <span>{firmName(contractor)}</span>}
          {phone !== null && <a href={`tel:${phone}`}>{phone}</a>}
          {email !== null && <span>{email}</span>}
          {skills.length > 0 && <span>{skills.map((skill) => t(`dispatch.skill.${skill}`)).join(' · ')}</span>}
          {openTickets > 0 && <span>{t('people.inHand', { count: openTickets })}</span>}
        </span>
        <CertificateMarks certificates={member.certificates} />
      </div>
      {isAdmin && (
        <div className="entry-do">
          <Button size="small" onClick={() => onOpen('certificates')} data-testid={`certificates-${user}`}>
            {t('people.certificates')}
          </Button>
          <Button size="small" onClick={() => onOpen('staff')} data-testid={`edit-${user}`}>
            {t('setup.edit')}
          </Button>
        </div>
      )}
    </li>
  )
}
