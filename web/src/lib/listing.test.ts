import { describe, expect, it } from 'vitest'
import { readListing, writeListing, type Listing } from './listing'

const list: Listing = { dataset: 'a-1', where: ['label:식품/양파', 'text:a&b=c', '-finding:blurry'], sort: 'path', order: 'desc', at: 41 }

describe('the list in the address', () => {
  it('comes back as it was written', () => {
    expect(readListing(writeListing(list))).toEqual(list)
  })

  it('is none where the data set or the place is missing or wrong', () => {
    expect([undefined, '', 'at=3', 'dataset=a', 'dataset=a&at=-1', 'dataset=a&at=1.5', 'dataset=&at=1'].map(readListing)).toEqual(Array(7).fill(undefined))
  })

  it('sorts by path where it does not say how', () => {
    expect(readListing('dataset=a&at=0')).toEqual({ dataset: 'a', where: [], sort: 'path', order: 'asc', at: 0 })
  })
})
