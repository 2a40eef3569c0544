import type { ReactNode } from 'react'

/** What is known of a thing, each a `Fact`: at the head of its page or in a panel. */
export function PageFacts({ children }: { children: ReactNode }) {
  return <dl className="page-facts">{children}</dl>
}

export function Fact({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={className}>{children}</dd>
    </div>
  )
}
