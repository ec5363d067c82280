/** Dots straight into the pixels: 50,000 of them in a millisecond or two, without a graphics card. */
import { dotSize, type Places, type Size, type View } from './view'

/** A colour as a pixel in memory: alpha, blue, green, red. */
export type Pixel = number

/** Turn any colour that CSS knows into a pixel. */
export function pixel(color: string): Pixel {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (!context) return 0xff888888
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0
}

export interface Dots {
  places: Places
  /** For each place its colour in `palette`. */
  colors: Uint8Array
  palette: Uint32Array
  /** 1 where a place is selected. */
  selected: Uint8Array
  ring: Pixel
}

interface Frame extends Size {
  pixels: Uint32Array
}

function square(frame: Frame, x: number, y: number, side: number, color: Pixel): void {
  const [left, top] = [Math.max(0, x), Math.max(0, y)]
  const [right, bottom] = [Math.min(frame.width, x + side), Math.min(frame.height, y + side)]
  for (let row = top; row < bottom; row += 1) {
    if (right > left) frame.pixels.fill(color, row * frame.width + left, row * frame.width + right)
  }
}

/** Draw all dots; those that are selected come last, with a ring, so that nothing hides them. `ratio`: device pixels a pixel. */
export function draw(frame: Frame, view: View, ratio: number, dots: Dots): void {
  frame.pixels.fill(0)
  const size = { width: frame.width / ratio, height: frame.height / ratio }
  const { x, y } = dots.places
  const side = Math.max(1, Math.round(dotSize(view, size, x.length) * ratio))
  const scale = view.scale * ratio
  const [dx, dy] = [frame.width / 2 - view.x * scale - side / 2, frame.height / 2 - view.y * scale - side / 2]
  for (const chosen of [0, 1]) {
    for (let n = 0; n < x.length; n += 1) {
      if (dots.selected[n] !== chosen) continue
      const [px, py] = [Math.round((x[n] ?? 0) * scale + dx), Math.round((y[n] ?? 0) * scale + dy)]
      if (px < -side || py < -side || px > frame.width || py > frame.height) continue
      if (chosen === 1) square(frame, px - 2, py - 2, side + 4, dots.ring)
      square(frame, px, py, side, dots.palette[dots.colors[n] ?? 0] ?? 0)
    }
  }
}
