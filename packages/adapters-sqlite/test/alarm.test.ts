import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause, timerAlarm } from '../src/alarm.ts'

describe('an alarm', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('rings once', () => {
    const ring = vi.fn<() => void>()
    timerAlarm(100, ring)
    vi.advanceTimersByTime(99)
    expect(ring).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(ring).toHaveBeenCalledOnce()
  })

  it('starts its wait anew', () => {
    const ring = vi.fn<() => void>()
    const alarm = timerAlarm(100, ring)
    vi.advanceTimersByTime(99)
    alarm.restart()
    vi.advanceTimersByTime(99)
    expect(ring).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(ring).toHaveBeenCalledOnce()
  })

  it('is silent once cancelled, and stays so', () => {
    const ring = vi.fn<() => void>()
    const alarm = timerAlarm(100, ring)
    alarm.cancel()
    alarm.restart()
    vi.advanceTimersByTime(1_000)
    expect(ring).not.toHaveBeenCalled()
  })

  it('does not start again after it rang', () => {
    const ring = vi.fn<() => void>()
    const alarm = timerAlarm(100, ring)
    vi.advanceTimersByTime(100)
    alarm.restart()
    vi.advanceTimersByTime(1_000)
    expect(ring).toHaveBeenCalledOnce()
  })

  it('ends a pause', async () => {
    const over = pause(timerAlarm, 100)
    vi.advanceTimersByTime(100)
    await over
  })
})
