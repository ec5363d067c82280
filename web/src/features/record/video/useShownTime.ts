/** The presentation time of the frame that stands on the screen, as the browser's compositor tells it. */
import { useEffect, useState, type RefObject } from 'react'

export function useShownTime(video: RefObject<HTMLVideoElement | null>): number {
  const [shown, setShown] = useState(0)
  useEffect(() => {
    const element = video.current
    if (element === null) return undefined
    const watch = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
      setShown(mediaTime)
      handle = element.requestVideoFrameCallback(watch)
    }
    let handle = element.requestVideoFrameCallback(watch)
    return () => { element.cancelVideoFrameCallback(handle) }
  }, [video])
  return shown
}
