import { beforeAll, describe, expect, it } from 'vitest'
import { startI18n, translate } from './i18n'
import { isLoggedOut, Problem, sentence, toProblem } from './problem'

describe('problems', () => {
  beforeAll(() => startI18n('en'))

  it('keeps the sentence of a problem document', () => {
    const problem = toProblem(409, { type: 'about:blank', title: 'Conflict', status: 409, detail: 'The job has ended.', details: { id: '1' } })

    expect([problem.status, problem.details, sentence(problem, translate)]).toEqual([409, { id: '1' }, 'The job has ended.'])
  })

  it.each(['<html>', null, [], { detail: 3 }])('says the status where the body is %j', (body) => {
    expect(sentence(toProblem(502, body), translate)).toContain('502')
  })

  it('says that the server did not answer', () => {
    expect(sentence(new Problem(0), translate)).toContain('did not answer')
  })

  it('knows a lost session from every other failure', () => {
    expect([new Problem(401), new Problem(403), new Error('x')].map(isLoggedOut)).toEqual([true, false, false])
  })
})
