/** Finding words as Koreans type them: by initial consonants (ㅎ for 홈), and while the last syllable is still being made. */

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const FINALS = ['', 'ㄱ', 'ㄲ', 'ㄳ', 'ㄴ', 'ㄵ', 'ㄶ', 'ㄷ', 'ㄹ', 'ㄺ', 'ㄻ', 'ㄼ', 'ㄽ', 'ㄾ', 'ㄿ', 'ㅀ', 'ㅁ', 'ㅂ', 'ㅄ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ']
const FIRST = 0xac00
const LAST = 0xd7a3

interface Syllable {
  initial: string
  /** Initial and vowel together, as a number. */
  open: number
  final: string
}

function syllable(sign: string): Syllable | undefined {
  const code = sign.codePointAt(0) ?? 0
  if (code < FIRST || code > LAST) return undefined
  const place = code - FIRST
  return { initial: INITIALS[Math.floor(place / 588)] ?? '', open: Math.floor(place / 28), final: FINALS[place % 28] ?? '' }
}

/** Whether a typed sign can become the sign of a word. */
function fits(typed: string, sign: string): boolean {
  if (typed === sign) return true
  const of = syllable(sign)
  if (of === undefined) return false
  if (INITIALS.includes(typed)) return of.initial === typed
  const half = syllable(typed)
  return half?.final === '' && half.open === of.open
}

/** The query, and where its last syllable holds a consonant that may begin the next (뎅 → 데ㅇ), that too. */
function readings(query: string): string[] {
  const end = syllable(query.slice(-1))
  if (end === undefined || !INITIALS.includes(end.final) || end.final === '') return [query]
  return [query, query.slice(0, -1) + String.fromCodePoint(FIRST + end.open * 28) + end.final]
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase()

function placeOf(query: string, text: string): number {
  for (let at = 0; at + query.length <= text.length; at += 1) {
    if (Array.from(query).every((sign, index) => fits(sign, text[at + index] ?? ''))) return at
  }
  return -1
}

/** How well a text answers a query: 3 from its beginning, 2 from the beginning of a word, 1 inside, 0 not at all. */
export function score(query: string, text: string): number {
  const [wanted, offered] = [plain(query.trim()), plain(text)]
  if (wanted === '') return 1
  const find = (within: string): number[] => readings(wanted).map((one) => placeOf(one, within)).filter((at) => at >= 0)
  const places = find(offered)
  if (places.length === 0) return find(offered.replaceAll(/\s/g, '')).length > 0 ? 1 : 0 // spaces are rarely typed
  const at = Math.min(...places)
  return at === 0 ? 3 : /[\s/_-]/.test(offered[at - 1] ?? '') ? 2 : 1
}

/** What answers a query, the best first; those alike stay in their order. Every word of the query must be answered. */
export function search<Item>(query: string, items: readonly Item[], words: (item: Item) => string): Item[] {
  const parts = query.trim().split(/\s+/)
  const rated = items.map((item) => {
    const scores = parts.map((part) => score(part, words(item)))
    return { item, rate: scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 0) }
  })
  return rated.filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate).map(({ item }) => item)
}
