import { describe, expect, it } from 'vitest'
import { loadUrgencyWords, urgencyOf } from '../../../server/tickets/urgency.ts'

const words = loadUrgencyWords()

describe('the words of a request', () => {
  for (const { text, priority, found } of [
    { text: '3号楼电梯困人', priority: 'P1', found: ['困人'] },
    { text: '地下室水管爆裂', priority: 'P1', found: ['水管爆裂'] },
    { text: '12楼爆管漏水', priority: 'P1', found: ['爆管'] },
    { text: '插座漏电', priority: 'P1', found: ['漏电'] },
    { text: '有人触电', priority: 'P1', found: ['触电'] },
    { text: '垃圾桶起火冒烟', priority: 'P1', found: ['起火', '冒烟'] },
    { text: '厨房下水道漏水', priority: 'P2', found: ['漏水'] },
    { text: '门禁卡不好用', priority: null, found: [] }
  ]) {
    it(`${text}: ${priority ?? 'nothing'}`, () => {
      expect(urgencyOf(text, words)).toMatchObject({ priority, words: found })
    })
  }

  it('come with their source, where they say something', () => {
    expect(urgencyOf('爆管', words).source).toContain('003')
    expect(urgencyOf('你好', words).source).toBeNull()
  })
})
