/** Draw the picture, and above it the shapes: every line has a halo, so that it is seen on any picture. */
import { keypoints, outlines, type Point, type Shape } from './geometry'
import { paintRuns } from './rle'
import { toScreen, type Size, type View } from './view'

export interface Look {
  colour: (shape: Shape) => string
  name: (shape: Shape) => string
  halo: string
  ink: string
  font: string
}

/** A crisp canvas of this size; gives its context, emptied, in CSS pixels. */
export function prepare(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
  }
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}

export function paintPicture(context: CanvasRenderingContext2D, image: CanvasImageSource, picture: Size, view: View): void {
  context.imageSmoothingEnabled = view.scale < 3
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, view.x, view.y, picture.width * view.scale, picture.height * view.scale)
}

function trace(context: CanvasRenderingContext2D, rings: readonly (readonly Point[])[], view: View, open: boolean): void {
  context.beginPath()
  for (const ring of rings) {
    ring.forEach((point, at) => {
      const { x, y } = toScreen(view, point)
      if (at === 0) context.moveTo(x, y)
      else context.lineTo(x, y)
    })
    if (!open) context.closePath()
  }
}

function stroke(context: CanvasRenderingContext2D, colour: string, halo: string, strong: boolean): void {
  context.lineJoin = 'round'
  context.strokeStyle = halo
  context.globalAlpha = strong ? 1 : 0.75
  context.lineWidth = strong ? 6 : 4
  context.stroke()
  context.globalAlpha = 1
  context.strokeStyle = colour
  context.lineWidth = strong ? 3 : 2
  context.stroke()
}

const bitmaps = new WeakMap<Shape, { colour: string; canvas: HTMLCanvasElement }>()

/** A mask as a small picture in its colour, made once. */
function bitmap(shape: Shape, colour: string): HTMLCanvasElement | undefined {
  const made = bitmaps.get(shape)
  if (made?.colour === colour) return made.canvas
  if (shape.note.type !== 'mask') return undefined
  const canvas = document.createElement('canvas')
  canvas.width = shape.maxX - shape.minX
  canvas.height = shape.maxY - shape.minY
  const channels = (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number)
  const pixels = paintRuns(shape.note.counts, shape.note.height, shape, [...channels, 255])
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0)
  bitmaps.set(shape, { colour, canvas })
  return canvas
}

function paintMask(context: CanvasRenderingContext2D, shape: Shape, view: View, colour: string, strong: boolean): void {
  const image = bitmap(shape, colour)
  if (image === undefined) return
  const { x, y } = toScreen(view, { x: shape.minX, y: shape.minY })
  context.imageSmoothingEnabled = false
  context.globalAlpha = strong ? 0.75 : 0.45
  context.drawImage(image, x, y, image.width * view.scale, image.height * view.scale)
  context.globalAlpha = 1
}

function paintPoints(context: CanvasRenderingContext2D, shape: Shape, view: View, look: Look, strong: boolean): void {
  if (shape.note.type !== 'keypoints') return
  for (const point of keypoints(shape.note)) {
    const { x, y } = toScreen(view, point)
    context.beginPath()
    context.arc(x, y, strong ? 6 : 4.5, 0, 2 * Math.PI)
    context.fillStyle = point.visible ? look.colour(shape) : look.halo
    context.fill()
    stroke(context, look.colour(shape), look.halo, strong)
    if (strong && point.name) paintTag(context, point.name, { x: x + 8, y: y + 8 }, look, look.colour(shape))
  }
}

export function paintShape(context: CanvasRenderingContext2D, shape: Shape, view: View, look: Look, strong: boolean): void {
  const colour = look.colour(shape)
  if (shape.note.type === 'mask') paintMask(context, shape, view, colour, strong)
  else if (shape.note.type === 'keypoints') paintPoints(context, shape, view, look, strong)
  else {
    const open = shape.note.type === 'polyline'
    trace(context, outlines(shape.note), view, open)
    context.fillStyle = colour
    context.globalAlpha = strong ? 0.28 : 0.08
    if (!open) context.fill()
    context.globalAlpha = 1
    stroke(context, colour, look.halo, strong)
  }
}

const TAG = 20

/** A name on paper with its colour at the left; text is never drawn in the class colour itself. */
function paintTag(context: CanvasRenderingContext2D, text: string, at: Point, look: Look, colour: string): void {
  context.font = look.font
  const width = context.measureText(text).width + 16
  context.fillStyle = look.halo
  context.fillRect(at.x, at.y, width, TAG)
  context.fillStyle = colour
  context.fillRect(at.x, at.y, 4, TAG)
  context.fillStyle = look.ink
  context.textBaseline = 'middle'
  context.fillText(text, at.x + 9, at.y + TAG / 2 + 0.5)
}

/** The name of a shape above its top left corner, inside the frame. */
export function paintName(context: CanvasRenderingContext2D, shape: Shape, view: View, frame: Size, look: Look): void {
  const corner = toScreen(view, { x: shape.minX, y: shape.minY })
  const at = { x: Math.min(Math.max(0, corner.x - 1), frame.width - 40), y: Math.min(Math.max(0, corner.y - TAG - 2), frame.height - TAG) }
  paintTag(context, look.name(shape), at, look, look.colour(shape))
}
