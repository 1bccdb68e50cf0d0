import type { Vec3 } from '../core/index.ts';

export const MEASURE_POINTS = { distance: 2, height: 2, angle: 3 } as const;
export type MeasureKind = keyof typeof MEASURE_POINTS;

/** Places that a person clicked, metres in the cloud's frame. An angle is at the second of its three. */
export interface Measure {
  readonly kind: MeasureKind;
  readonly points: readonly Vec3[];
}

/** A stroke of a measure's drawing. */
export interface MeasureLine {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly isDashed: boolean;
}

export interface MeasureDrawing {
  readonly lines: readonly MeasureLine[];
  /** Where its words stand; undefined until there are two points. */
  readonly at?: Vec3;
}

const ARC_STEPS = 24;
/** The arc of an angle, as a share of its shorter arm. */
const ARC_RADIUS = 0.3;

/** Clicks that a measure of this kind takes. */
export function measurePoints(kind: MeasureKind): number {
  return MEASURE_POINTS[kind];
}

/** Metres; radians for an angle. Undefined until all its points are there. */
export function measureValue({ kind, points }: Measure): number | undefined {
  if (points.length < MEASURE_POINTS[kind]) return undefined;
  const [a, b, c] = points;
  if (kind === 'distance') return length(minus(b, a));
  if (kind === 'height') return b[2] - a[2];
  const [u, v] = [minus(a, b), minus(c, b)];
  // Exact near 0 and π too, where the arc cosine is not.
  return Math.atan2(length(cross(u, v)), dot(u, v));
}

/** As it stands beside the line: `1.234 m`, `+0.520 m`, `34.5°`. */
export function measureText(measure: Measure): string {
  const value = measureValue(measure);
  if (value === undefined) return '';
  if (measure.kind === 'angle') return `${((value * 180) / Math.PI).toFixed(1)}°`;
  const sign = measure.kind === 'height' && value > 0 ? '+' : '';
  return `${sign}${value.toFixed(3)} m`.replace('-', '−');
}

/** What to draw for it, finished or not. */
export function measureDrawing({ kind, points }: Measure): MeasureDrawing {
  if (points.length < 2) return { lines: [] };
  const [a, b, c] = points;
  if (kind === 'distance') return { lines: [solid(a, b)], at: middle(a, b) };
  if (kind === 'height') {
    const [low, high] = a[2] <= b[2] ? [a, b] : [b, a];
    const corner: Vec3 = [low[0], low[1], high[2]];
    return { lines: [solid(low, corner), { from: corner, to: high, isDashed: true }], at: middle(low, corner) };
  }
  if (!c) return { lines: [solid(a, b)] };
  return { lines: [solid(a, b), solid(b, c), ...arc(a, b, c)], at: arcPoint(a, b, c, 0.5) };
}

function arc(a: Vec3, b: Vec3, c: Vec3): MeasureLine[] {
  return Array.from({ length: ARC_STEPS }, (_, step) =>
    solid(arcPoint(a, b, c, step / ARC_STEPS), arcPoint(a, b, c, (step + 1) / ARC_STEPS)),
  );
}

/** A point of the arc about `b` from the arm to `a` (share 0) to the arm to `c` (share 1). */
function arcPoint(a: Vec3, b: Vec3, c: Vec3, share: number): Vec3 {
  const [u, v] = [minus(a, b), minus(c, b)];
  const radius = ARC_RADIUS * Math.min(length(u), length(v));
  const first = times(u, 1 / (length(u) || 1));
  const across = minus(v, times(first, dot(v, first)));
  const second = times(across, 1 / (length(across) || 1));
  const angle = share * Math.atan2(length(cross(u, v)), dot(u, v));
  return plus(b, plus(times(first, radius * Math.cos(angle)), times(second, radius * Math.sin(angle))));
}

function solid(from: Vec3, to: Vec3): MeasureLine {
  return { from, to, isDashed: false };
}

function middle(a: Vec3, b: Vec3): Vec3 {
  return times(plus(a, b), 0.5);
}

function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function times(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function length(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2]);
}
