import { labelSet, type PointColors } from '../core/index.ts';
import { instanceColor } from '../overlays/index.ts';
import type { CorrectedObject } from './corrections.ts';
import type { SegmentDesk } from './segment-desk.ts';

const OBJECT_SHARE = 0.65;
const HOVER_SHARE = 0.45;
const CURRENT = [255, 196, 0] as const;
const HOVER = [255, 255, 255] as const;
const WANTED = 0xff50e060;
const UNWANTED = 0xff4040ff;
/** Points whose colours go to the picture together. */
const CHUNK_BITS = 14;

/** What is laid over the colours: objects below, then what is under the cursor, then clicks. */
type Tint = Pick<SegmentDesk, 'objects' | 'labelSet' | 'hoveredPoints'>;

/**
 * A picture's colours with the person's objects, the one at hand, the preview and the clicked points over them. Each move of the pointer
 * changes a few of millions of points: only those are written again.
 */
export class TintedColors {
  /** As the picture shows them. */
  readonly colors: PointColors;
  private readonly base: PointColors;
  private readonly changed: Uint8Array;
  private laid: { readonly objects: readonly CorrectedObject[]; readonly current: number | undefined } = {
    objects: [],
    current: undefined,
  };
  /** What was laid over the objects, and the colours there before; taken off in the opposite order. */
  private over: { readonly points: ArrayLike<number>; readonly before: PointColors }[] = [];

  constructor(points: number) {
    this.base = new Uint32Array(points);
    this.colors = new Uint32Array(points);
    this.changed = new Uint8Array(Math.ceil(points / (1 << CHUNK_BITS)));
  }

  /** Colours without any tint, of the points from `first` on. Comes before the first `lay`. */
  fill(colors: PointColors, first: number): void {
    this.base.set(colors, first);
    this.colors.set(colors, first);
  }

  /**
   * @param tint Undefined: none.
   * @param current The object at hand.
   * @returns the stretches of points, from and to before, that may look different now
   */
  lay(tint: Tint | undefined, current: number | undefined): (readonly [first: number, last: number])[] {
    this.changed.fill(0);
    for (const { points, before } of this.over.reverse()) this.write(points, (_, i) => before[i]!);
    this.over = [];
    const objects = tint?.objects ?? [];
    if (objects !== this.laid.objects || current !== this.laid.current) {
      for (const { points } of this.laid.objects) this.write(points, (point) => this.base[point]!);
      for (const object of objects) this.blend(object.points, colorOf(object, current, tint?.labelSet), OBJECT_SHARE);
      this.laid = { objects, current };
    }
    if (tint?.hoveredPoints) {
      this.keep(tint.hoveredPoints);
      this.blend(tint.hoveredPoints, HOVER, HOVER_SHARE);
    }
    const clicks = objects.find(({ id }) => id === current)?.clicks ?? [];
    const clicked = clicks.map(({ point }) => point);
    this.keep(clicked);
    this.write(clicked, (_, i) => (clicks[i]!.positive ? WANTED : UNWANTED));
    return this.stretches();
  }

  private keep(points: ArrayLike<number>): void {
    this.over.push({ points, before: Uint32Array.from(points, (point) => this.colors[point]!) });
  }

  private blend(points: ArrayLike<number>, [r, g, b]: readonly number[], share: number): void {
    this.write(points, (point) => {
      const old = this.colors[point]!;
      const mix = (shift: number, value: number): number =>
        Math.round(((old >>> shift) & 255) * (1 - share) + value! * share) << shift;
      return ((old & 0xff000000) | mix(0, r!) | mix(8, g!) | mix(16, b!)) >>> 0;
    });
  }

  private write(points: ArrayLike<number>, color: (point: number, index: number) => number): void {
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      this.colors[point] = color(point, i);
      this.changed[point >>> CHUNK_BITS] = 1;
    }
  }

  private stretches(): (readonly [number, number])[] {
    const found: [number, number][] = [];
    this.changed.forEach((isChanged, chunk) => {
      if (isChanged === 0) return;
      const first = chunk << CHUNK_BITS;
      const last = Math.min(this.colors.length, first + (1 << CHUNK_BITS));
      const before = found.at(-1);
      if (before?.[1] === first) before[1] = last;
      else found.push([first, last]);
    });
    return found;
  }
}

function colorOf({ id, classId }: CorrectedObject, current: number | undefined, labels: string | undefined) {
  if (id === current) return CURRENT;
  const known = classId === undefined || labels === undefined ? undefined : labelSet(labels).classes[classId]?.color;
  const packed = instanceColor(id);
  return known ?? [packed & 255, (packed >>> 8) & 255, (packed >>> 16) & 255];
}
