import { describe, expect, it } from 'vitest';
import { IGNORE_LABEL, OUTDOOR11, SCANNET20 } from '../core/index.ts';
import { boxOverlays, truthBoxOverlays } from './boxes.ts';
import {
  applyVisibility,
  colorByClass,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  instanceColor,
} from './color-points.ts';
import { heightColoring, scalarColoring } from './coloring.ts';
import { linearFromByte, oklabDistance, oklabFromLinear, rgbFromOklch } from './oklab.ts';
import { isHidden, NEUTRAL, packRgb, unpackRgb } from './packed-color.ts';
import { paletteOf } from './palette.ts';
import { rampLightness, rampTable } from './ramps.ts';
import { robustRange } from './robust-range.ts';
import { appearances, safeColors, worstDistance } from './safe-palette.ts';

const NONE: ReadonlySet<number> = new Set();
const vehicle = 7;

describe('packed colours', () => {
  it('keeps red in the low byte and is opaque', () => {
    expect(packRgb([1, 2, 3])).toBe(0xff030201);
    expect(new Uint8Array(Uint32Array.of(packRgb([10, 20, 30])).buffer)).toEqual(Uint8Array.of(10, 20, 30, 255));
    expect(unpackRgb(packRgb([250, 0, 128]))).toEqual([250, 0, 128]);
  });

  it('clips and rounds what is not a byte', () => {
    expect(packRgb([-4, 254.6, 400])).toBe(0xffffff00);
  });
});

describe('paletteOf', () => {
  it('has one opaque colour a class and one for points without a class', () => {
    const palette = paletteOf(OUTDOOR11, NONE);
    expect(palette).toHaveLength(12);
    expect(unpackRgb(palette[vehicle])).toEqual([80, 140, 245]);
    expect(palette[11]).toBe(NEUTRAL);
    expect([...palette].some(isHidden)).toBe(false);
  });

  it('hides classes and unlabelled points by alpha alone', () => {
    const palette = paletteOf(OUTDOOR11, new Set([0, IGNORE_LABEL]));
    expect(palette[0]).toBe(0x00966480);
    expect(isHidden(palette[11])).toBe(true);
    expect(isHidden(palette[1])).toBe(false);
  });

  it('solo shows one class, hidden or not', () => {
    const palette = paletteOf(OUTDOOR11, new Set([vehicle]), vehicle);
    expect([...palette].flatMap((color, slot) => (isHidden(color) ? [] : [slot]))).toEqual([vehicle]);
  });

  it('offers colours that stay apart without full colour vision', () => {
    const worst = (colors: readonly (readonly [number, number, number])[]) => {
      const seen = colors.map(appearances);
      let least = Infinity;
      seen.forEach((a, i) => {
        for (const b of seen.slice(0, i)) least = Math.min(least, worstDistance(a, b));
      });
      return least;
    };
    for (const labels of [OUTDOOR11, SCANNET20]) {
      const safe = safeColors(labels.classes.length);
      expect(worst(safe)).toBeGreaterThan(2 * worst(labels.classes.map(({ color }) => color)));
    }
    expect(safeColors(20).slice(0, 5)).toEqual(safeColors(5));
    expect(unpackRgb(paletteOf(OUTDOOR11, NONE, undefined, 'safe')[3])).toEqual(safeColors(11)[3]);
  });
});

describe('colorByClass', () => {
  it('maps ids, and everything outside the palette to the unlabelled colour', () => {
    const palette = paletteOf(OUTDOOR11, NONE);
    const colors = colorByClass(Int16Array.of(vehicle, IGNORE_LABEL, 11, 200, 0), palette);
    expect([...colors]).toEqual([palette[vehicle], NEUTRAL, NEUTRAL, NEUTRAL, palette[0]]);
  });
});

describe('colorByInstance', () => {
  it('is stable by id, distinct between neighbours in id, grey for none', () => {
    const colors = colorByInstance(Uint32Array.of(0, 1, 2, 1, 4_000_000_000));
    expect(colors[0]).toBe(NEUTRAL);
    expect(colors[1]).toBe(colors[3]);
    expect(colors[4]).toBe(instanceColor(4_000_000_000));
    const lab = (packed: number) => {
      const [r, g, b] = unpackRgb(packed).map(linearFromByte) as [number, number, number];
      return oklabFromLinear(r, g, b);
    };
    for (let id = 1; id < 50; id++) {
      expect(oklabDistance(lab(instanceColor(id)), lab(instanceColor(id + 1)))).toBeGreaterThan(0.1);
    }
  });
});

describe('OKLab', () => {
  it('gives white, and comes back from OKLCH to the same bytes', () => {
    const white = oklabFromLinear(1, 1, 1);
    expect(white[0]).toBeCloseTo(1, 6);
    expect(Math.hypot(white[1], white[2])).toBeLessThan(1e-6);
    const [r, g, b] = [200, 90, 40].map(linearFromByte) as [number, number, number];
    const [lightness, a, blue] = oklabFromLinear(r, g, b);
    const hue = Math.atan2(blue, a) / (2 * Math.PI);
    expect(rgbFromOklch(lightness, Math.hypot(a, blue), hue)).toEqual([200, 90, 40]);
  });
});

describe('ramps', () => {
  it('starts and ends at its key colours', () => {
    expect(unpackRgb(rampTable('viridis')[0])).toEqual([0x44, 0x01, 0x54]);
    expect(unpackRgb(rampTable('viridis')[255])).toEqual([0xfd, 0xe7, 0x25]);
    expect(rampTable('turbo')).toHaveLength(256);
  });

  it.each(['viridis', 'height', 'grey'] as const)('%s only gets lighter', (ramp) => {
    const lightness = rampLightness(ramp);
    lightness.slice(1).forEach((value, i) => {
      expect(value).toBeGreaterThanOrEqual(lightness[i] - 0.004);
    });
    expect(lightness[255] - lightness[0]).toBeGreaterThan(0.4);
  });
});

describe('robustRange', () => {
  it('ignores stray values at both ends', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => i);
    values[0] = -1e9;
    values[999] = 1e9;
    expect(robustRange(values)).toEqual({ min: 10, max: 989 });
  });

  it('reads one component, skips what is not finite, and survives constants and nothing', () => {
    expect(robustRange(Float32Array.of(1, 5, 2, Number.NaN, 3, 7), 0, 1, 2, 1)).toEqual({ min: 5, max: 7 });
    expect(robustRange(Uint8Array.of(4, 4, 4))).toEqual({ min: 4, max: 5 });
    expect(robustRange(Float32Array.of(Number.NaN))).toEqual({ min: 0, max: 1 });
    expect(robustRange(new Float32Array(0))).toEqual({ min: 0, max: 1 });
  });

  it('falls back to the full range where nearly all values are equal', () => {
    const values = new Float32Array(1000);
    values[5] = 8;
    expect(robustRange(values)).toEqual({ min: 0, max: 8 });
  });

  it('samples long columns evenly', () => {
    const values = Float32Array.from({ length: 200_000 }, (_, i) => i / 200_000);
    const { min, max } = robustRange(values);
    expect(min).toBeCloseTo(0.01, 3);
    expect(max).toBeCloseTo(0.99, 3);
  });
});

describe('colorByScalar', () => {
  it('clips to the given range', () => {
    const table = rampTable('grey');
    const colors = colorByScalar(Float32Array.of(-1, 0, 0.5, 1, 9, Number.NaN), { min: 0, max: 1, ramp: 'grey' });
    expect([...colors]).toEqual([table[0], table[0], table[128], table[255], table[255], NEUTRAL]);
  });

  it('does not divide by an empty range', () => {
    expect([...colorByScalar(Uint8Array.of(3, 3), { min: 3, max: 3, ramp: 'turbo' })]).toEqual([
      rampTable('turbo')[0],
      rampTable('turbo')[0],
    ]);
  });

  it('colours by height from the z column', () => {
    const positions = Float32Array.of(9, 9, 0, -9, 9, 1, 3, 3, 2);
    const table = rampTable('height');
    expect([...heightColoring(positions).part(0, 3)]).toEqual([table[0], table[128], table[255]]);
  });

  it('colours any part as it colours the whole: the range is that of all values', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => i % 97);
    const whole = scalarColoring(values, { ramp: 'viridis' }).part(0, 1000);
    const later = scalarColoring(values, { ramp: 'viridis' });
    expect(later.count).toBe(1000);
    expect(later.part(990, 1000)).toEqual(whole.subarray(990));
    expect(later.part(3, 7)).toEqual(whole.subarray(3, 7));
    const given = scalarColoring(values, { ramp: 'viridis', min: 0, max: 9 }).part(0, 20);
    expect(given[9]).toBe(rampTable('viridis')[255]);
    expect(given[4]).toBe(rampTable('viridis')[Math.round((4 / 9) * 255)]);
  });
});

describe('colorByRgb, applyVisibility', () => {
  it('copies colours', () => {
    expect([...colorByRgb(Uint8Array.of(1, 2, 3, 255, 0, 9))]).toEqual([0xff030201, 0xff0900ff]);
    expect([...colorByRgb(Float32Array.of(1.6, -3, 300))]).toEqual([0xffff0002]);
  });

  it('hides and shows again by class', () => {
    const ids = Int16Array.of(0, vehicle, IGNORE_LABEL);
    const colors = colorByRgb(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    const before = colors.slice();
    applyVisibility(colors, ids, paletteOf(OUTDOOR11, new Set([vehicle])));
    expect([...colors].map(isHidden)).toEqual([false, true, false]);
    applyVisibility(colors, ids, paletteOf(OUTDOOR11, NONE));
    expect(colors).toEqual(before);
  });
});

describe('boxes', () => {
  const box = { center: [1, 2, 3], size: [4, 2, 1.5], yaw: 0.5 } as const;

  it('labels predictions with class and percent, and leaves out hidden classes', () => {
    const boxes = [
      { ...box, classId: vehicle, score: 0.867 },
      { ...box, classId: 8, score: 0.4 },
    ];
    expect(boxOverlays(boxes, OUTDOOR11, new Set([8]))).toEqual([
      { ...box, color: [80, 140, 245], label: 'vehicle 87 %', classId: vehicle, truth: false },
    ]);
    expect(boxOverlays(boxes, OUTDOOR11, NONE, 8).map(({ label }) => label)).toEqual(['pedestrian 40 %']);
  });

  it('draws truth in white, unknown classes as unlabelled', () => {
    const truth = [
      { ...box, className: 'vehicle' },
      { ...box, className: 'tram' },
    ];
    expect(
      truthBoxOverlays(truth, OUTDOOR11, NONE).map(({ classId, color, truth }) => ({ classId, color, truth })),
    ).toEqual([
      { classId: vehicle, color: [255, 255, 255], truth: true },
      { classId: IGNORE_LABEL, color: [255, 255, 255], truth: true },
    ]);
    expect(truthBoxOverlays(truth, OUTDOOR11, new Set([IGNORE_LABEL]))).toHaveLength(1);
  });
});
