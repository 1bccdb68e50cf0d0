/** sRGB 0–255. */
export type Rgb = readonly [number, number, number];

const OPAQUE = 0xff00_0000;

/** RGBA8 in one u32, red in the low byte: the layout of `PointColors` and of an `unorm8x4` vertex attribute. */
export function packRgb(color: Rgb): number {
  return (OPAQUE | (clampByte(color[2]) << 16) | (clampByte(color[1]) << 8) | clampByte(color[0])) >>> 0;
}

export function unpackRgb(packed: number): [number, number, number] {
  return [packed & 0xff, (packed >>> 8) & 0xff, (packed >>> 16) & 0xff];
}

/** The same colour with alpha 0: the viewer does not draw the point, and it cannot be picked. */
export function hideColor(packed: number): number {
  return (packed & ~OPAQUE) >>> 0;
}

export function isHidden(packed: number): boolean {
  return packed >>> 24 === 0;
}

/** Points without a class, an instance or a finite value. */
export const NEUTRAL_RGB: Rgb = [112, 118, 128];
export const NEUTRAL = packRgb(NEUTRAL_RGB);

function clampByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
}
