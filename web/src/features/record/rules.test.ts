import { describe, expect, it } from 'vitest'
import { authorName, deviceFacts, fileName, neighbours, otherFacts, videoOf, word } from './rules'

const items = ['a', 'b', 'c'].map((id) => ({ id }))

describe('a sound', () => {
  const film = { path: 'a/film.mp4', modality: 'video' }
  const other = { path: 'film.mp4', modality: 'video' }

  it('belongs to the video that it was split off', () => {
    expect(videoOf([other, film], { path: 'a/film.mp4#sound', modality: 'audio' })).toBe(film)
  })

  it('belongs to none where it came by itself', () => {
    expect(videoOf([film], { path: 'a/film.wav', modality: 'audio' })).toBeUndefined()
    expect(videoOf([{ path: 'a/film.mp4', modality: 'image' }], { path: 'a/film.mp4#sound', modality: 'audio' })).toBeUndefined()
  })
})

describe('walking through the list', () => {
  it('goes by the place of the record, wherever the list was begun', () => {
    expect(neighbours(items, 50, 53, 'b', 51)).toEqual({ place: 51, previous: { id: 'a', at: 50 }, next: { id: 'c', at: 52 } })
  })

  it('stops at both ends of the list', () => {
    expect(neighbours(items, 0, 3, 'a', 0).previous).toBeUndefined()
    expect(neighbours(items, 0, 3, 'c', 2).next).toBeUndefined()
  })

  it('finds the record again when the list has moved, and keeps the place when it has left', () => {
    expect(neighbours(items, 0, 3, 'c', 0).place).toBe(2)
    expect(neighbours(items, 0, 3, 'gone', 1)).toEqual({ place: 1, previous: { id: 'a', at: 0 }, next: { id: 'c', at: 2 } })
  })
})

describe('the facts of a record', () => {
  it('part the device from the rest', () => {
    const attributes = { 'device.vendor': 'Hanbit', 'device.id': 7, started_at: 'x', simulated: 'true', brand: '한빛' }
    expect([deviceFacts(attributes), otherFacts(attributes)]).toEqual([[['vendor', 'Hanbit'], ['id', '7']], [['brand', '한빛']]])
  })

  it('name people and files, and leave engines as they are called', () => {
    const people = [{ id: '7f', name: '김하늘' }]
    expect(['member:7f', 'member:90', 'files', 'yolox@1'].map((author) => authorName(author, people, { someone: '구성원', files: '파일' }))).toEqual(['김하늘', '구성원', '파일', 'yolox@1'])
  })

  it('name files without their folders, and values as one reads them', () => {
    expect([fileName('a/b/c.jpg'), fileName('c.jpg'), word('x'), word({ a: 1 }), word(undefined)]).toEqual(['c.jpg', 'c.jpg', 'x', '{"a":1}', 'null'])
  })
})
