import { describe, expect, it } from 'vitest'
import { datasetSearch, one, parseSearch, stringifySearch } from './search'

describe('the words behind “?”', () => {
  it('come back as they went, lists and Korean too', () => {
    const search = { tab: 'records', where: ['label:food/onion', 'text:양'], sort: 'path' }

    expect(parseSearch(stringifySearch(search))).toEqual(search)
  })

  it('stay words where they look like numbers or truths', () => {
    expect(parseSearch('?sort=10&view=true')).toEqual({ sort: '10', view: 'true' })
  })

  it('are nothing where there is nothing', () => {
    expect([stringifySearch({}), stringifySearch({ sort: undefined }), parseSearch('')]).toEqual(['', '', {}])
  })
})

describe('the search of a data set', () => {
  it('keeps what it knows, and one filter is a list of one', () => {
    expect(datasetSearch({ tab: 'map', where: 'split:train', sort: 'label', other: 'x' })).toEqual({ tab: 'map', where: ['split:train'], sort: 'label' })
  })

  it('leaves out a tab that there is not', () => {
    expect(datasetSearch({ tab: 'nothing' })).toEqual({})
  })

  it('takes the first of many where one is wanted', () => {
    expect(one({ sort: ['a', 'b'] }, 'sort')).toEqual({ sort: 'a' })
  })
})
