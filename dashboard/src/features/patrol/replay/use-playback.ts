import { useEffect, useRef, useState } from 'react'

export type Playback = {
  /** ms */
  at: number
  playing: boolean
  /** How many times faster than it was walked. */
  speed: number
  setSpeed: (speed: number) => void
  seek: (at: number) => void
  toggle: () => void
}

export const speeds = [10, 60, 300, 1200] as const
/** A round is looked at in about this time, unless somebody wants it slower. */
const wholeMs = 40_000

/** Moves through [from, to] (ms) while it plays; stops at the end, and begins anew from there. */
export function usePlayback(from: number, to: number): Playback {
  const [at, setAt] = useState(to)
  const [playing, setPlaying] = useState(false)
  const [speed, setSpeed] = useState<number>(() => speeds.find((each) => (to - from) / each <= wholeMs) ?? 1200)
  const latest = useRef(at)
  latest.current = at

  useEffect(() => {
    if (!playing) return
    let frame = 0
    let last: number | undefined
    const move = (time: number) => {
      const next = latest.current + (last === undefined ? 0 : (time - last) * speed)
      last = time
      setAt(Math.min(next, to))
      if (next >= to) setPlaying(false)
      else frame = requestAnimationFrame(move)
    }
    frame = requestAnimationFrame(move)
    return () => cancelAnimationFrame(frame)
  }, [playing, speed, to])

  return {
    at,
    playing,
    speed,
    setSpeed,
    seek(time) {
      setPlaying(false)
      setAt(Math.min(Math.max(time, from), to))
    },
    toggle() {
      if (!playing && at >= to) setAt(from)
      setPlaying(!playing)
    }
  }
}
