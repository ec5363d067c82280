/** Fetch a picture for drawing; says when it cannot be shown. */
import { useEffect, useState } from 'react'

export type Picture = { state: 'loading' } | { state: 'failed' } | { state: 'shown'; image: HTMLImageElement }

export function useImage(src: string): Picture & { retry: () => void } {
  const [attempt, setAttempt] = useState(0)
  const [loaded, setLoaded] = useState<{ key: string; picture: Picture }>()
  const key = `${src}#${attempt}`
  useEffect(() => {
    const image = new Image()
    image.decoding = 'async'
    image.onload = () => { setLoaded({ key, picture: { state: 'shown', image } }) }
    image.onerror = () => { setLoaded({ key, picture: { state: 'failed' } }) }
    image.src = src
    return () => { image.onload = image.onerror = null }
  }, [src, key])
  const picture: Picture = loaded?.key === key ? loaded.picture : { state: 'loading' }
  return { ...picture, retry: () => { setAttempt((number) => number + 1) } }
}
