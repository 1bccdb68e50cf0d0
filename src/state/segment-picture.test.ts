import { describe, expect, it } from 'vitest';
import { beginObject, type CorrectedObject } from './corrections.ts';
import { TintedColors } from './segment-picture.ts';

const POINTS = 100_000;
const GREY = 0xff808080;

function greys(): TintedColors {
  const tinted = new TintedColors(POINTS);
  tinted.fill(new Uint32Array(60_000).fill(GREY), 0);
  tinted.fill(new Uint32Array(POINTS - 60_000).fill(GREY), 60_000);
  return tinted;
}

const object = (id: number, points: readonly number[], clicks: CorrectedObject['clicks'] = []): CorrectedObject => ({
  ...beginObject(id),
  points: Uint32Array.from(points),
  clicks,
});
const none = { labelSet: undefined, hoveredPoints: undefined };

describe('colours with a tint', () => {
  it('lights up what is under the cursor, and only where that is', () => {
    const tinted = greys();
    expect(tinted.lay({ ...none, objects: [], hoveredPoints: Uint32Array.of(70_000) }, undefined)).toEqual([
      [65_536, 81_920],
    ]);
    expect(tinted.colors[70_000]).not.toBe(GREY);
    const stretches = tinted.lay({ ...none, objects: [], hoveredPoints: Uint32Array.of(3, 99_999) }, undefined);
    expect(stretches).toEqual([
      [0, 16_384],
      [65_536, 81_920],
      [98_304, POINTS],
    ]);
    expect(tinted.colors[70_000]).toBe(GREY);
    expect(tinted.colors[99_999]).not.toBe(GREY);
  });

  it('gives the colours back as they were when everything is taken off', () => {
    const tinted = greys();
    const clicks = [{ point: 6, positive: false }];
    const tint = {
      ...none,
      objects: [object(1, [5, 6, 7], clicks), object(2, [7, 8])],
      hoveredPoints: Uint32Array.of(7),
    };
    tinted.lay(tint, 1);
    const both = tinted.colors.slice(0, 10);
    expect(both[6]).toBe(0xff4040ff);
    expect(new Set(both.subarray(5, 9)).size).toBe(4);
    expect(tinted.lay(tint, 1)).toHaveLength(1);
    expect(tinted.colors.slice(0, 10)).toEqual(both);
    tinted.lay(undefined, undefined);
    expect(new Set(tinted.colors)).toEqual(new Set([GREY]));
  });

  it('paints objects anew when another one is at hand, and leaves hidden points hidden', () => {
    const tinted = new TintedColors(4);
    tinted.fill(Uint32Array.of(GREY, GREY, 0x00808080, GREY), 0);
    const objects = [object(1, [0, 2]), object(2, [1])];
    tinted.lay({ ...none, objects }, 1);
    const [first, second, hidden] = tinted.colors;
    expect(hidden! >>> 24).toBe(0);
    tinted.lay({ ...none, objects }, 2);
    expect(tinted.colors[0]).not.toBe(first);
    expect(tinted.colors[1]).not.toBe(second);
    expect(tinted.colors[3]).toBe(GREY);
  });
});
