import type { patrolZh } from './patrol-zh.ts'

export const patrolEn: typeof patrolZh = {
  patrol: {
    board: 'Round board',
    suspects: 'Doubtful scans',
    heat: 'Coverage and habits',
    noHeat: 'No rounds ended in the last 30 days',
    heatHint: 'Last 30 days: of the rounds that begin in each hour, seen / planned at each place.',
    place: 'Place',
    habits: 'Predictability',
    habitsHint:
      '1 begins always at the same minute, easy to guess for who watches; 0 is as good as chance. Fewer than 5 rounds have no score.',
    habitRounds: 'Rounds: {{count}}',
    habitSpread: '±{{minutes}} min',
    guessable: 'easy to guess',
    varied: 'varied',
    date: 'Date',
    before: 'Day before',
    after: 'Day after',
    today: 'Today',
    all: 'All',
    noRounds: 'No rounds on this day',
    noneFound: 'No rounds in this state',
    seen: '{{done}}/{{planned}} places',
    running: 'Window open',
    missedPlace: 'Missed',
    toCome: 'To come',
    toldLate: 'told only at {{time}}',
    byReader: 'reader {{reader}}',
    issue: 'Problem found',
    hazard: 'Hazard ticket',
    photo: 'Photo of the scan',
    suspectCount: '{{count}} doubtful',
    noSuspects: 'No doubtful scans',
    suspectHint: 'Doubtful scans are taken all the same. Here is what speaks against each; the judgement is yours.',
    chainHint:
      'Mind: when the end of what a phone recorded off line is cut off, the chain itself does not show it. It shows only by counters of a tag that no scan used (Setup, Tag keys), or by places missing from a round.',
    status: { planned: 'Not begun', in_progress: 'Under way', complete: 'Complete', partial: 'Places missed', missed: 'Missed' },
    positions: 'Position reports',
    positionHint: 'On a patrol shift a guard scans at least once an hour',
    position: { open: 'Awaited', reported: 'Reported', missed: 'Not reported' },
    type: { guard: 'Guard patrol', inspection: 'Inspection', cleaning: 'Cleaning', greening: 'Greening', fire: 'Fire safety' },
    assurance: { sun: 'Signed tag (SUN)', uid: 'Plain tag (UID)', url: 'Tag address (URL)', qr: 'QR code', manual: 'By hand' },
    assuranceHint: {
      sun: 'SUN signature: cannot be copied',
      uid: 'UID of the tag: can be copied',
      url: 'The address in the tag was opened: it can be typed',
      qr: 'A code was scanned: it can be photographed and passed on',
      manual: 'No tag was read'
    },
    suspicion: {
      replayed: 'This tap was used before',
      harvested: 'The counter is lower than that of an earlier tap: kept back, and used later',
      forged: 'The signature is not of this tag’s key',
      wrong_tag: 'Signed by the tag of another place',
      too_fast: 'Too far from the place before to be walked in that time',
      clock_off: 'The phone’s clock is more than 5 min off the server’s',
      clock_set: 'The phone’s clock was set between two records',
      edited: 'Changed after it was recorded',
      gap: 'Records before it are missing',
      reordered: 'Recorded in another order',
      stale: 'Told only days later',
      no_proof: 'No tag was read: the address was typed, or a code scanned where the tag is signed'
    }
  }
}
