import { linearFromByte, oklabFromLinear } from './oklab.ts';
import { packRgb, type Rgb } from './packed-color.ts';

export type RampName = 'viridis' | 'turbo' | 'height' | 'grey';

/** Key colours, evenly spaced from the lowest value to the highest. */
const KEYS: Readonly<Record<RampName, readonly number[]>> = {
  viridis: [0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725],
  turbo: [
    0x30123b, 0x4145ab, 0x4675ed, 0x39a2fc, 0x1bcfd4, 0x24eca6, 0x61fc6c, 0xa4fc3b, 0xd1e834, 0xf3c63a, 0xfe9b2d,
    0xf36315, 0xd93806, 0xb11901, 0x7a0402,
  ],
  height: [0x3a4a78, 0x3c6e9c, 0x46979e, 0x78b887, 0xc4cf7c, 0xf0d58c, 0xf8efdc],
  grey: [0x303338, 0xf4f4f4],
};

const SIZE = 256;
const tables = new Map<RampName, Uint32Array>();

/** RGBA8 u32 [256], lowest value first. */
export function rampTable(ramp: RampName): Uint32Array {
  let table = tables.get(ramp);
  if (!table) {
    table = Uint32Array.from({ length: SIZE }, (_, i) => packRgb(interpolate(KEYS[ramp], i / (SIZE - 1))));
    tables.set(ramp, table);
  }
  return table;
}

/** Lightness in OKLab, 0–1, of each table entry: what a legend or a test of monotony needs. */
export function rampLightness(ramp: RampName): number[] {
  return [...rampTable(ramp)].map((packed) => {
    const channel = (shift: number) => linearFromByte((packed >>> shift) & 0xff);
    return oklabFromLinear(channel(0), channel(8), channel(16))[0];
  });
}

function interpolate(keys: readonly number[], t: number): Rgb {
  const place = t * (keys.length - 1);
  const index = Math.min(keys.length - 2, Math.floor(place));
  const fraction = place - index;
  const mix = (shift: number) => {
    const from = (keys[index] >>> shift) & 0xff;
    const to = (keys[index + 1] >>> shift) & 0xff;
    return from + (to - from) * fraction;
  };
  return [mix(16), mix(8), mix(0)];
}
