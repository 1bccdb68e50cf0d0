import type { KittiObject } from './label.ts';

export interface WrittenKittiObject extends KittiObject {
  /** 0–1; given for predictions, whose lines have a 16th column. */
  readonly score?: number | undefined;
}

/**
 * `label_2`: type truncated occluded alpha left top right bottom h w l x y z rotation_y [score]. How much is truncated and occluded is
 * not known and written as −1, as the benchmark asks of results; a type's spaces become underscores.
 */
export function writeKittiLabels(objects: readonly WrittenKittiObject[]): string {
  return objects.map((object) => `${lineOf(object)}\n`).join('');
}

function lineOf({ type, imageBox, heightM, widthM, lengthM, bottomCenter, rotationYRad, score }: WrittenKittiObject) {
  const alpha = rotationYRad - Math.atan2(bottomCenter[0], bottomCenter[2]);
  const wrapped = Math.atan2(Math.sin(alpha), Math.cos(alpha));
  const numbers = [wrapped, ...imageBox, heightM, widthM, lengthM, ...bottomCenter, rotationYRad];
  const word = type.trim().replaceAll(/\s+/g, '_') || 'Misc';
  return [word, -1, -1, ...numbers.map(short), ...(score === undefined ? [] : [short(score)])].join(' ');
}

/** Calibration file of the object benchmark: row-major 3×4 projections, 3×3 rectification, 3×4 rigid transforms. */
export function writeKittiCalib(entries: Readonly<Record<string, readonly number[]>>): string {
  return Object.entries(entries)
    .map(([key, values]) => `${key}: ${values.map(short).join(' ')}\n`)
    .join('');
}

function short(value: number): string {
  return String(Number(value.toFixed(6)));
}
