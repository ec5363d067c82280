/** Which shape lies under the pointer: an R-tree narrows down, the outline decides, the smallest wins. */
import RBush from 'rbush'
import { isUnder, type Point, type Shape } from './geometry'

export type Hits = (point: Point, reach: number) => Shape | undefined

export function indexShapes(shapes: readonly Shape[]): Hits {
  const tree = new RBush<Shape>().load(shapes)
  return (point, reach) => tree
    .search({ minX: point.x - reach, minY: point.y - reach, maxX: point.x + reach, maxY: point.y + reach })
    .filter((shape) => isUnder(shape, point, reach))
    .reduce<Shape | undefined>((best, shape) => (best === undefined || shape.area < best.area ? shape : best), undefined)
}
