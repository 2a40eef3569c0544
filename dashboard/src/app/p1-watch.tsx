import { AlertFilled } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import type { TicketItem } from '../../../server/contract/tickets.ts'
import { useAlarmTitle } from '../components/rules/use-alarm-title.ts'
import { equipmentListQuery } from '../lib/api/equipment.ts'
import { openTicketsQuery } from '../lib/api/tickets.ts'

/** Of these nobody has taken care yet. */
function calls({ priority, status }: TicketItem): boolean {
  return priority === 'P1' && (status === 'open' || status === 'assigned')
}

/**
 * A toast for each P1 ticket that was not there before: from the live channel, resent after a gap, or found
 * by a refetch alike. It stays until closed, until its ticket is opened, or accepted by somebody.
 */
export function P1Watch() {
  const { t } = useTranslation()
  const { notification } = App.useApp()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const { data: tickets } = useQuery(openTicketsQuery)
  const client = useQueryClient()
  const titleOf = useAlarmTitle()
  const known = useRef<Set<string> | undefined>(undefined)

  useEffect(() => {
    if (!tickets) return
    const calling = tickets.filter(calls)
    const before = known.current
    known.current = new Set(calling.map(({ id }) => id))
    if (!before) return
    for (const id of before) if (!known.current.has(id)) notification.destroy(`p1-${id}`)
    const unseen = calling.filter(({ id }) => !before.has(id) && pathname !== `/tickets/${id}`)
    for (const ticket of unseen.reverse()) {
      const key = `p1-${ticket.id}`
      const place = client.getQueryData(equipmentListQuery.queryKey)?.find(({ id }) => id === ticket.equipment)
      const open = () => {
        notification.destroy(key)
        void navigate(`/tickets/${ticket.id}`)
      }
      notification.open({
        key,
        role: 'alert',
        duration: false,
        className: 'p1-toast',
        icon: <AlertFilled className="p1-toast-icon" />,
        title: `${t('toast.p1')} · ${titleOf(ticket)}`,
        description: [place?.name ?? ticket.equipment, place?.location, ticket.number].filter(Boolean).join(' · '),
        actions: (
          <Button type="primary" danger size="small" onClick={open}>
            {t('toast.open')}
          </Button>
        ),
        props: { 'data-testid': 'toast-p1' }
      })
    }
  }, [tickets, client, notification, navigate, pathname, t, titleOf])

  useEffect(() => {
    const [, page, id] = pathname.split('/')
    if (page === 'tickets' && id) notification.destroy(`p1-${id}`)
  }, [pathname, notification])
  return null
}
