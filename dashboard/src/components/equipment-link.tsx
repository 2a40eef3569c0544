import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Link } from 'react-router'
import type { EquipmentItem } from '../../../server/contract/equipment.ts'
import { equipmentListQuery } from '../lib/api/equipment.ts'

/** Name and place, leading to the page; the id until the list is loaded. */
export function EquipmentLink({ id, plain = false }: { id: string; plain?: boolean }) {
  // A text of the two, so that live values of the equipment do not draw every row anew.
  const select = useCallback(
    (all: EquipmentItem[]) => {
      const item = all.find((each) => each.id === id)
      return item && [item.name, item.location].filter(Boolean).join(' · ')
    },
    [id]
  )
  const { data: text } = useQuery({ ...equipmentListQuery, select })
  if (plain) return <span>{text ?? id}</span>
  return (
    <Link className="link" to={`/equipment/${id}`}>
      {text ?? id}
    </Link>
  )
}
