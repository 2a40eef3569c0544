import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  PauseCircleOutlined,
  RetweetOutlined
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { DeliveryState } from '../../../server/contract/telling.ts'

export const deliveryIcons: Record<DeliveryState, ReactNode> = {
  queued: <ClockCircleOutlined />,
  sent: <CheckCircleOutlined />,
  failed: <CloseCircleOutlined />,
  failed_over: <RetweetOutlined />,
  held: <PauseCircleOutlined />
}
