import type { planZh } from './plan-zh.ts'

export const planEn: typeof planZh = {
  plan: {
    title: 'Plans',
    before: 'Month before',
    after: 'Month after',
    month: '{{year}}-{{month}}',
    thisMonth: 'This month',
    times: '×{{count}}',
    rounds: 'Rounds: {{count}}',
    until: 'until {{day}}',
    more: '{{count}} more',
    dayHead: '{{weekday}} {{date}}',
    none: 'No rounds on this day',
    visits: '{{count}} times each',
    board: 'Open the board of this day',
    routes: 'Routes',
    all: 'All routes',
    only: 'Only this route',
    noRoutes: 'No route in service',
    retire: 'Retire',
    retireAsk: 'Retire “{{name}}”? What is recorded stays; nothing more is planned. Setup, Routes brings it back.',
    edit: 'Edit',
    preview: 'Next 4 weeks',
    previewSum: 'Days: {{days}}, rounds: {{count}}',
    previewNone: 'Not once in the next 4 weeks',
    previewLater: 'The next 4 weeks are shown here once the windows or times are complete',
    holiday: 'off',
    workday: 'works'
  }
}
