import type { PointColors, Vec3 } from '../core/index.ts';

/** A small picture, RGBA8, rows from the top. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

const WIDTH = 112;
const HEIGHT = 84;
/** From above at an angle, as one looks at a model on a table. */
const PITCH_RAD = 0.65;
const YAW_RAD = 0.6;
const LEAST_RADIUS_M = 0.6;

/** A place of a cloud as a picture of points, seen from above at an angle; what lies around it is drawn too. */
export function drawThumbnail(
  positions: Float32Array,
  colors: PointColors,
  place: { readonly center: Vec3; readonly radiusM: number },
): Thumbnail {
  const pixels = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  const depths = new Float32Array(WIDTH * HEIGHT).fill(Number.POSITIVE_INFINITY);
  const reach = 1.6 * Math.max(LEAST_RADIUS_M, place.radiusM);
  const scale = HEIGHT / (2 * reach);
  const [cosYaw, sinYaw] = [Math.cos(YAW_RAD), Math.sin(YAW_RAD)];
  const [cosPitch, sinPitch] = [Math.cos(PITCH_RAD), Math.sin(PITCH_RAD)];
  for (let point = 0; point < colors.length; point++) {
    const [x, y, z] = [0, 1, 2].map((axis) => positions[3 * point + axis]! - place.center[axis]!) as [
      number,
      number,
      number,
    ];
    if (x * x + y * y + z * z > 2 * reach * reach) continue;
    const right = cosYaw * x + sinYaw * y;
    const away = cosYaw * y - sinYaw * x;
    const up = cosPitch * z + sinPitch * away;
    const depth = cosPitch * away - sinPitch * z;
    const column = Math.round(WIDTH / 2 + right * scale);
    const row = Math.round(HEIGHT / 2 - up * scale);
    splat(column, row, depth, colors[point]!);
  }
  return { width: WIDTH, height: HEIGHT, pixels };

  /** Two by two pixels: points of a far scan would else be lost. */
  function splat(column: number, row: number, depth: number, color: number): void {
    for (let y = row; y < row + 2; y++) {
      for (let x = column; x < column + 2; x++) {
        if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) continue;
        const at = y * WIDTH + x;
        if (depth >= depths[at]!) continue;
        depths[at] = depth;
        pixels.set([color & 0xff, (color >>> 8) & 0xff, (color >>> 16) & 0xff, 255], 4 * at);
      }
    }
  }
}
