/** Names that are written in two languages at once, as titles of data sets and organisations are. */

const HANGUL = /[가-힣]/

/** The half that a reader wants: “가전 상태 · Device status” is “가전 상태” in Korean; a name in one language stays whole. */
export function called(name: string, language: string): string {
  const halves = name.split(' · ').map((half) => half.trim())
  const korean = halves.filter((half) => HANGUL.test(half))
  if (halves.length !== 2 || korean.length !== 1 || halves.includes('')) return name
  return halves.find((half) => HANGUL.test(half) === (language === 'ko')) ?? name
}
