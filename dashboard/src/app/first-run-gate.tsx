import { useQuery } from '@tanstack/react-query'
import { Navigate, useLocation } from 'react-router'
import { equipmentListQuery } from '../lib/api/equipment.ts'
import { useMay } from '../lib/api/session.ts'
import { isFirstRunPostponed } from '../lib/first-run.ts'

/** An admin who opens an empty service is led through its set-up; everybody else sees that nothing is there yet. */
export function FirstRunGate() {
  const isAdmin = useMay('admin')
  const { pathname } = useLocation()
  const { data: equipment } = useQuery(equipmentListQuery)
  const wanted = isAdmin && pathname === '/' && equipment?.length === 0 && !isFirstRunPostponed()
  return wanted ? <Navigate to="/first-run" replace /> : null
}
