import { linearFromByte, type Oklab, oklabDistance, oklabFromLinear } from './oklab.ts';
import type { Rgb } from './packed-color.ts';

type Matrix = readonly number[];

/** Full dichromacy in linear sRGB, Machado, Oliveira and Fernandes 2009, severity 1.0: protan, deutan, tritan. */
const DICHROMACIES: readonly Matrix[] = [
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
];

const STEPS = [0, 48, 96, 144, 192, 224, 255];
/** Darker colours drown in the viewer's background. */
const MIN_LIGHTNESS = 0.42;

/** How a colour looks with full colour vision and with each of the three dichromacies, in OKLab. */
export function appearances(color: Rgb): Oklab[] {
  const [r, g, b] = color.map(linearFromByte) as [number, number, number];
  const seen = [oklabFromLinear(r, g, b)];
  for (const m of DICHROMACIES) {
    const row = (i: number) => Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b);
    seen.push(oklabFromLinear(row(0), row(3), row(6)));
  }
  return seen;
}

/** The distance that the worst-off of the four kinds of viewer sees between two colours. */
export function worstDistance(a: readonly Oklab[], b: readonly Oklab[]): number {
  return Math.min(...a.map((seen, kind) => oklabDistance(seen, b[kind])));
}

const cache: Rgb[] = [];
let candidates: { color: Rgb; seen: Oklab[]; distance: number }[] | undefined;

/**
 * `count` colours that stay apart without full colour vision: each next one is the candidate farthest from all earlier ones for the
 * worst-off viewer. Prefixes are stable: `safeColors(5)` starts `safeColors(20)`.
 */
export function safeColors(count: number): readonly Rgb[] {
  candidates ??= STEPS.flatMap((r) => STEPS.flatMap((g) => STEPS.map((b): Rgb => [r, g, b])))
    .map((color) => ({ color, seen: appearances(color), distance: Number.POSITIVE_INFINITY }))
    .filter(({ seen }) => seen[0][0] >= MIN_LIGHTNESS);
  while (cache.length < count) {
    // White is kept out: it is the colour of ground truth boxes.
    const last = appearances(cache.at(-1) ?? [255, 255, 255]);
    let best = candidates[0];
    for (const candidate of candidates) {
      candidate.distance = Math.min(candidate.distance, worstDistance(candidate.seen, last));
      if (candidate.distance > best.distance) best = candidate;
    }
    cache.push(best.color);
  }
  return cache.slice(0, count);
}
