import { describe, expect, it } from 'vitest'
import { archiveAddress, byFrequency, carried, fileAddress, fileKind, findFiles, happened, isIntent, snippet, TOKEN, trainingSplit, ways } from './rules'

const load = { reference: 'food@3', split: 'validation', server: 'https://dure.example' }

describe('the lines to copy', () => {
  it('name the release, the server and the place of the token', () => {
    for (const way of ways) {
      const lines = snippet(way, load)
      expect(lines).toContain(TOKEN)
      expect(lines).toContain('https://dure.example')
    }
    expect(snippet('dure', load)).toContain('split="validation"')
    expect(snippet('shell', load)).toContain('/api/releases/food%403/archive.tar')
  })

  it('ask for the split that people train on, where there is one', () => {
    expect(trainingSplit([{ name: 'test' }, { name: 'train' }])).toBe('train')
    expect(trainingSplit([{ name: 'test' }])).toBe('test')
  })
})

describe('the files', () => {
  it('have addresses in which nothing is lost', () => {
    expect(fileAddress('food@3', 'aihub/라벨 1.json')).toBe('/api/releases/food%403/files/aihub/%EB%9D%BC%EB%B2%A8%201.json')
    expect(archiveAddress('food@3', 'zip')).toBe('/api/releases/food%403/archive.zip')
  })

  it('are found by every word, descriptions first', () => {
    const files = ['data/train-00000.parquet', 'annotations/train.json', 'README.md', 'croissant.json'].map((path) => ({ path }))
    expect(findFiles(files, '').map(({ path }) => path)).toEqual(['README.md', 'croissant.json', 'data/train-00000.parquet', 'annotations/train.json'])
    expect(findFiles(files, 'TRAIN json').map(({ path }) => path)).toEqual(['annotations/train.json'])
  })

  it('are known by what they are for', () => {
    expect(['README.md', 'croissant.json', 'data/a.parquet', 'annotations/train.json', 'manifest.json'].map(fileKind)).toEqual(['card', 'croissant', 'data', 'labels', 'other'])
  })
})

describe('classes and changes', () => {
  it('count a class over all splits', () => {
    const classes = [{ name: 'a', records: { train: 1 } }, { name: 'b', records: { train: 2, test: 3 } }]
    expect(classes.map(carried)).toEqual([1, 5])
    expect(byFrequency(classes).map(({ name }) => name)).toEqual(['b', 'a'])
  })

  it('are intents where no label of another type names them', () => {
    expect([['intent'], ['choice', 'intent'], ['box'], []].map((kinds) => isIntent({ kinds }))).toEqual([true, false, false, false])
  })

  it('tell only what happened', () => {
    expect(happened({ added: 0, removed: 2, relabelled: 1, moved: 0, replaced: 0 })).toEqual(['removed', 'relabelled'])
  })
})
