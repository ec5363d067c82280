import { describe, expect, it } from 'vitest'
import { csv, mended, pace, parts, plan, totals, withSample, type Item } from './rules'

const picked = (path: string, bytes = 'abc') => ({ path, file: new File([bytes], path) })
const item = (state: Item['state'], size: number, sent: number): Item => ({ path: `${state}${size}`, state, size, sent })

describe('what is being sent', () => {
  it('adds up, and what is done counts whole', () => {
    expect(totals([item('done', 10, 4), item('sending', 20, 5), item('failed', 3, 0)])).toEqual({ files: 3, done: 1, failed: 1, bytes: 33, sent: 15 })
  })

  it('has a pace over the last seconds alone', () => {
    let samples = withSample([], { at_s: 0, sent: 0 })
    expect(pace(samples)).toBeUndefined()
    samples = withSample(samples, { at_s: 10, sent: 100 })
    expect(pace(samples)).toBe(10)
    samples = withSample(withSample(samples, { at_s: 20, sent: 1_100 }), { at_s: 22, sent: 1_300 })
    expect(pace(samples)).toBe(100)
  })
})

describe('going on after a break', () => {
  const held = [
    { id: 'u1', path: 'a.jpg', size: 3, is_complete: true, mine: true },
    { id: 'u2', path: 'b.jpg', size: 3, is_complete: false, mine: true },
    { id: 'u3', path: 'c.jpg', size: 3, is_complete: false, mine: false },
  ]

  it('sends only what is missing, from where it broke off', () => {
    const { send, there } = plan(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].map((path) => picked(path)), held)
    expect(there.map(({ path }) => path)).toEqual(['a.jpg'])
    expect(send.map(({ path, resume }) => [path, resume])).toEqual([['b.jpg', 'u2'], ['c.jpg', undefined], ['d.jpg', undefined]])
  })

  it('takes a file of another size for another file', () => {
    expect(plan([picked('a.jpg', 'longer')], held).send.map(({ resume }) => resume)).toEqual([undefined])
  })
})

describe('mended files', () => {
  const issues = ['day1/broken.jpg', 'day2/same.png', 'day3/same.png']

  it('go where the broken ones were, by path or by a name that is the only one', () => {
    const { fits, others } = mended([picked('mended/broken.jpg'), picked('day2/same.png'), picked('fridge/day3/same.png'), picked('same.png'), picked('new.jpg')], issues)
    expect(fits.map(({ path }) => path)).toEqual(['day1/broken.jpg', 'day2/same.png', 'day3/same.png'])
    expect(others.map(({ path }) => path)).toEqual(['same.png', 'new.jpg'])
  })
})

describe('how files ended', () => {
  it('adds up to the files', () => {
    const delivery = { files: 12, records: 5, duplicates: 2, labels: 1, issues: 1, gone: 0 }
    const found = parts(delivery)
    expect(found.reduce((sum, { files }) => sum + files, 0)).toBe(12)
    expect(found.map(({ outcome }) => outcome)).toEqual(['records', 'duplicates', 'labels', 'issues', 'others'])
  })

  it('can be taken to a spreadsheet, where nothing becomes a formula', () => {
    const file = { path: '=SUM(1).jpg', size: 3, outcome: 'issue', kind: 'broken', message: 'It says "no", again', severity: null, record: null, duplicate_of: null }
    expect(csv([file], ['경로', '결과', '종류', '이유', '크기'])).toBe('\uFEFF경로,결과,종류,이유,크기\r\n\'=SUM(1).jpg,issue,broken,"It says ""no"", again",3\r\n')
  })
})
