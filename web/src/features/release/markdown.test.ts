import { describe, expect, it } from 'vitest'
import { blocks, cells, spans } from './markdown'

describe('a data card', () => {
  it('is read block by block, in order', () => {
    const card = '# 식재료 · Food\n\n사진입니다.\n둘째 줄\n\n## 분할\n\n| 분할 | 수 |\n|---|---|\n| `train` | 8 |\n| test | 2 |\n\n```python\nimport dure\n\n# no heading\n```\n- 하나\n- 둘'

    expect(blocks(card)).toEqual([
      { kind: 'heading', level: 1, text: '식재료 · Food' },
      { kind: 'paragraph', text: '사진입니다. 둘째 줄' },
      { kind: 'heading', level: 2, text: '분할' },
      { kind: 'table', head: ['분할', '수'], rows: [['`train`', '8'], ['test', '2']] },
      { kind: 'code', language: 'python', text: 'import dure\n\n# no heading' },
      { kind: 'list', items: ['하나', '둘'] },
    ])
  })

  it('keeps HTML as the text that it is', () => {
    expect(blocks('<script>alert(1)</script>')).toEqual([{ kind: 'paragraph', text: '<script>alert(1)</script>' }])
  })

  it('ends, however it is broken', () => {
    expect(blocks('```\nopen')).toEqual([{ kind: 'code', language: '', text: 'open' }])
    expect(blocks('| a bar\nand more')).toEqual([{ kind: 'paragraph', text: '| a bar and more' }])
  })

  it('takes an escaped bar for a bar', () => {
    expect(cells('| a \\| b | c |')).toEqual(['a | b', 'c'])
  })

  it('follows links to the web alone', () => {
    expect(spans('see `x` and [here](https://a.example) or [no](javascript:alert)')).toEqual([
      { kind: 'text', text: 'see ' }, { kind: 'code', text: 'x' }, { kind: 'text', text: ' and ' },
      { kind: 'link', text: 'here', href: 'https://a.example' }, { kind: 'text', text: ' or [no](javascript:alert)' },
    ])
  })
})
