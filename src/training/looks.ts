import { FEATURE_CHANNELS, type FeatureSource, type InputFeature, type Rng, type Scene } from '../core/index.ts';
import { cloudColumns, type PointColumns } from '../voxels/index.ts';
import type { Augmentation } from './augmentation.ts';
import type { Crop } from './crop-points.ts';

/** How colours of crops are moved, in units of three σ of the cloud's grey. */
const COLOR = {
  gain: [0.6, 1.5],
  shift: 0.12,
  objectShift: 0.15,
  slopePerM: 0.06,
  grain: 0.04,
  turnRad: 0.35,
} as const;
/** How ranks of returns are moved. */
const ECHO = { gain: [0.7, 1.2], shift: 0.12, objectShift: 0.1, slopePerM: 0.006, grain: 0.08 } as const;
/** Shifts of objects a crop has: more objects share. */
const SHIFTS = 64;

/** What a crop's points look like, in the order of a config's features; shape has no part in it. */
export interface Looks {
  readonly channels: number;
  /** @returns float32 [rows × channels]; zeros where the scene has no such column. */
  of(rows: Uint32Array | number): Float32Array;
}

/** @param features of the model; none: no channels. */
export function looksOf({ cloud }: Scene, features: readonly InputFeature[]): Looks {
  const columns = cloudColumns(cloud);
  const parts = listed(features).map((part) => ({ ...part, read: columns(part.source) }));
  const channels = parts.reduce((sum, { width }) => sum + width, 0);
  return {
    channels,
    of(rows) {
      const count = typeof rows === 'number' ? rows : rows.length;
      const out = new Float32Array(count * channels);
      for (const { read, first, width } of parts) {
        if (!read) continue;
        for (let at = 0; at < count; at++) {
          const point = typeof rows === 'number' ? at : rows[at]!;
          for (let c = 0; c < width; c++) out[at * channels + first + c] = read(point, c);
        }
      }
      return out;
    },
  };
}

/** The looks of a batch's points as features. @param looks float32 [points × channels]. */
export function looksColumns(looks: Float32Array, features: readonly InputFeature[]): PointColumns {
  const parts = listed(features);
  const channels = parts.reduce((sum, { width }) => sum + width, 0);
  return (source) => {
    const part = parts.find((part) => part.source === source);
    return part && ((point, channel) => looks[point * channels + part.first + channel]!);
  };
}

/** Other light, other paint, or none at all: what a crop's looks go through. Draws nothing where there are none. */
export function changeLooks(crop: Crop, features: readonly InputFeature[], options: Augmentation, rng: Rng): Crop {
  if (crop.looks.length === 0) return crop;
  const looks = crop.looks.slice();
  const channels = looks.length / crop.count;
  for (const { source, first, width } of listed(features)) {
    if (rng.chance(options.looksDrop)) clear(looks, channels, first, width);
    else if (source === 'color') repaint(crop, looks, channels, first, rng);
    else if (source === 'echo') remeasure(crop, looks, channels, first, rng);
  }
  return { ...crop, looks };
}

interface Part {
  readonly source: FeatureSource;
  readonly first: number;
  readonly width: number;
}

function listed(features: readonly InputFeature[]): Part[] {
  let first = 0;
  return features.flatMap(({ source }) => {
    if (source === 'shape') return [];
    const width = FEATURE_CHANNELS[source];
    first += width;
    return [{ source, first: first - width, width }];
  });
}

function clear(looks: Float32Array, channels: number, first: number, width: number): void {
  for (let at = first; at < looks.length; at += channels) looks.fill(0, at, at + width);
}

/** Light of another strength and tint that falls off across the crop, hues turned, every object painted a little differently. */
function repaint(crop: Crop, looks: Float32Array, channels: number, first: number, rng: Rng): void {
  const gain = rng.range(...COLOR.gain);
  const tint = [0, 1, 2].map(() => rng.normal(0, COLOR.shift));
  const slope = [rng.normal(0, COLOR.slopePerM), rng.normal(0, COLOR.slopePerM)] as const;
  const turn = greyTurn(rng.normal(0, COLOR.turnRad));
  const shifts = Float32Array.from({ length: 3 * SHIFTS }, () => rng.normal(0, COLOR.objectShift));
  for (let point = 0; point < crop.count; point++) {
    const at = point * channels + first;
    if (looks[at + 3] === 0) continue;
    const [r, g, b] = [looks[at]!, looks[at + 1]!, looks[at + 2]!];
    const own = crop.instance[point]! > 0 ? 3 * (crop.instance[point]! % SHIFTS) : -1;
    const light =
      slope[0] * crop.positions[3 * point]! + slope[1] * crop.positions[3 * point + 1]! + COLOR.grain * rng.normal();
    for (let c = 0; c < 3; c++) {
      const value = turn[3 * c]! * r + turn[3 * c + 1]! * g + turn[3 * c + 2]! * b;
      const moved = gain * value + tint[c]! + light + (own < 0 ? 0 : shifts[own + c]!);
      looks[at + c] = Math.min(1, Math.max(-1, moved));
    }
  }
}

function remeasure(crop: Crop, looks: Float32Array, channels: number, first: number, rng: Rng): void {
  const gain = rng.range(...ECHO.gain);
  const shift = rng.normal(0, ECHO.shift);
  const slope = rng.normal(0, ECHO.slopePerM);
  const shifts = Float32Array.from({ length: SHIFTS }, () => rng.normal(0, ECHO.objectShift));
  for (let point = 0; point < crop.count; point++) {
    const at = point * channels + first;
    if (looks[at + 1] === 0) continue;
    const far = Math.hypot(crop.positions[3 * point]!, crop.positions[3 * point + 1]!);
    const own = crop.instance[point]! > 0 ? shifts[crop.instance[point]! % SHIFTS]! : 0;
    const moved = gain * looks[at]! + shift + slope * far + own + ECHO.grain * rng.normal();
    looks[at] = Math.min(1, Math.max(-1, moved));
  }
}

/** Rotation of colours about the grey axis, rows first (Rodrigues). */
function greyTurn(angle: number): Float64Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle) / Math.sqrt(3)];
  const third = (1 - cos) / 3;
  const [same, next, last] = [cos + third, third - sin, third + sin];
  return Float64Array.of(same, next, last, last, same, next, next, last, same);
}
