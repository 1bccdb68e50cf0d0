import type { PointColors } from '../core/index.ts';

/** Share of its own colour that a point in the background keeps; the rest is grey. */
const KEPT = 0.22;
/** Near the picture's background, so that what is lit up stands out from it. */
const GREY = { dark: 70, light: 196 } as const;
const ALPHA = 0xff00_0000;

/** Takes the colour out of all points but those of the mask, in place: what is left shines. Hidden points stay hidden. */
export function dimExcept(colors: PointColors, mask: Uint8Array, ground: keyof typeof GREY = 'dark'): PointColors {
  const grey = (1 - KEPT) * GREY[ground];
  for (let i = 0; i < colors.length; i++) {
    if (mask[i] !== 0) continue;
    const color = colors[i];
    const dim = (shift: number) => Math.round(KEPT * ((color >>> shift) & 0xff) + grey) << shift;
    colors[i] = ((color & ALPHA) | dim(16) | dim(8) | dim(0)) >>> 0;
  }
  return colors;
}
