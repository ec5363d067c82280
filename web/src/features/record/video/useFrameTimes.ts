/** The presentation times of all frames of a video, read from its packets without decoding one. */
import { useQuery } from '@tanstack/react-query'
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource } from 'mediabunny'

/** More frames than that are named by their time alone: an hour at thirty a second. */
const MOST = 108_000

async function frameTimes(url: string): Promise<number[] | null> {
  const input = new Input({ source: new UrlSource(new URL(url, window.location.href)), formats: ALL_FORMATS })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) return null
    const times: number[] = []
    for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
      times.push(packet.timestamp)
      if (times.length > MOST) return null
    }
    return times.sort((a, b) => a - b)
  } finally {
    input.dispose()
  }
}

/** Undefined until they are known, and where they cannot be. */
export function useFrameTimes(url: string): readonly number[] | undefined {
  const { data } = useQuery({ queryKey: ['frame-times', url], queryFn: () => frameTimes(url), staleTime: Infinity, retry: false })
  return data ?? undefined
}
