/** The pages, each a chunk of its own: the log-in page and the overview must not wait for the rest. */
export const pages = {
  overview: async () => ({ Component: (await import('../features/overview/overview-page.tsx')).OverviewPage }),
  equipment: async () => ({ Component: (await import('../features/equipment/equipment-page.tsx')).EquipmentPage }),
  tickets: async () => ({ Component: (await import('../features/tickets/tickets-page.tsx')).TicketsPage }),
  ticket: async () => ({ Component: (await import('../features/tickets/ticket-page.tsx')).TicketPage }),
  my: async () => ({ Component: (await import('../features/my/my-page.tsx')).MyPage }),
  alarms: async () => ({ Component: (await import('../features/alarms/alarms-page.tsx')).AlarmsPage }),
  alarm: async () => ({ Component: (await import('../features/alarms/alarm-page.tsx')).AlarmPage }),
  alarmHealth: async () => ({ Component: (await import('../features/alarm-health/alarm-health-page.tsx')).AlarmHealthPage }),
  rules: async () => ({ Component: (await import('../features/rules/rules-page.tsx')).RulesPage }),
  newRule: async () => ({ Component: (await import('../features/rules/new-rule-page.tsx')).NewRulePage }),
  rule: async () => ({ Component: (await import('../features/rules/rule-page.tsx')).RulePage }),
  patrol: async () => ({ Component: (await import('../features/patrol/board-page.tsx')).BoardPage }),
  plans: async () => ({ Component: (await import('../features/setup/plans/plans-page.tsx')).PlansPage }),
  replay: async () => ({ Component: (await import('../features/patrol/replay/replay-page.tsx')).ReplayPage }),
  hazards: async () => ({ Component: (await import('../features/patrol/hazards-page.tsx')).HazardsPage }),
  heat: async () => ({ Component: (await import('../features/patrol/heat-page.tsx')).HeatPage }),
  suspects: async () => ({ Component: (await import('../features/patrol/suspects-page.tsx')).SuspectsPage }),
  rejects: async () => ({ Component: (await import('../features/rejects/rejects-page.tsx')).RejectsPage }),
  reports: async () => ({ Component: (await import('../features/reports/reports-page.tsx')).ReportsPage }),
  wall: async () => ({ Component: (await import('../features/wall/wall-page.tsx')).WallPage }),
  setup: async () => ({ Component: (await import('../features/setup/setup-page.tsx')).SetupPage }),
  preferences: async () => ({ Component: (await import('../features/preferences/preferences-page.tsx')).PreferencesPage }),
  firstRun: async () => ({ Component: (await import('../features/setup/first-run-page.tsx')).FirstRunPage }),
  notFound: async () => ({ Component: (await import('./not-found.tsx')).NotFound })
} as const

const quietMs = 3_000

/** Fetches all pages once the first one stands, so that moving about works while the connection is lost. Returns the way to call it off. */
export function preloadPages(): () => void {
  const timer = window.setTimeout(() => {
    const chunks = [...Object.values(pages).map((load) => load()), import('../components/chart/time-chart.tsx')]
    // A chunk that did not come is fetched again when its page is opened.
    void Promise.allSettled(chunks)
  }, quietMs)
  return () => window.clearTimeout(timer)
}
