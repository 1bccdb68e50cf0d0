import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../core/index.ts';
import { maskIou, scoreClicks } from './click-scores.ts';
import { type Click, segmentByClicks } from './clicks.ts';
import { Heap } from './heap.ts';
import { hoverIndex } from './hover-index.ts';
import { prepareSegments } from './prepare.ts';
import { nextClick, userView } from './simulated-user.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Two boxes on a table, 1 cm samples with 1 mm noise. Things: 1 the table, 2 and 3 the boxes. */
function tableTop(): { readonly positions: Float32Array; readonly things: Uint8Array } {
  const rng = new Rng(5);
  const positions: number[] = [];
  const things: number[] = [];
  const add = (x: number, y: number, z: number, thing: number): void => {
    positions.push(x + rng.normal(0, 0.001), y + rng.normal(0, 0.001), z + rng.normal(0, 0.001));
    things.push(thing);
  };
  const boxes = [
    { x: 0.2, y: 0.2, thing: 2 },
    { x: 0.6, y: 0.5, thing: 3 },
  ];
  for (let x = 0; x <= 1; x += 0.01) {
    for (let y = 0; y <= 0.9; y += 0.01) {
      if (!boxes.some((box) => x >= box.x && x <= box.x + 0.2 && y >= box.y && y <= box.y + 0.2)) add(x, y, 0, 1);
    }
  }
  for (const { x, y, thing } of boxes) {
    for (let u = 0; u <= 0.2; u += 0.01) {
      for (let v = 0; v <= 0.2; v += 0.01) {
        add(x + u, y + v, 0.2, thing);
        if (v < 0.01) continue;
        add(x + u, y, v, thing);
        add(x + u, y + 0.2, v, thing);
        add(x, y + u, v, thing);
        add(x + 0.2, y + u, v, thing);
      }
    }
  }
  return { positions: Float32Array.from(positions), things: Uint8Array.from(things) };
}

const { positions, things } = tableTop();
const points = things.length;
const segmentation = prepareSegments({ positions });
const index = hoverIndex(segmentation);

function maskOf(clicks: readonly Click[]): Uint8Array {
  const nodes = segmentByClicks(segmentation, clicks);
  return Uint8Array.from(segmentation.ofPoint, (node) => nodes[node]);
}

const someClicks = fc.array(fc.record({ point: fc.nat({ max: points - 1 }), positive: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
});

describe('segmentByClicks', () => {
  it('a positive click is always inside, a negative one never', () => {
    fc.assert(
      fc.property(someClicks, (clicks) => {
        const mask = maskOf(clicks);
        const last = new Map(clicks.map(({ point, positive }) => [segmentation.ofPoint[point], positive]));
        for (const { point } of clicks) expect(mask[point]).toBe(last.get(segmentation.ofPoint[point]) ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });

  it('the same clicks give the same mask, and without clicks there is none', () => {
    const clicks = [
      { point: 10, positive: true },
      { point: points - 1, positive: false },
    ];
    expect(maskOf(clicks)).toEqual(maskOf(clicks));
    expect(maskOf([]).some(Boolean)).toBe(false);
  });

  it.each([2, 3])('finds box %i with a few simulated clicks', (thing) => {
    const truth = things.map((one) => (one === thing ? 1 : 0));
    const view = userView(positions, 0.01);
    const clicks: Click[] = [];
    let mask = new Uint8Array(points);
    for (let k = 0; k < 5; k++) {
      const click = nextClick(view, positions, mask, truth);
      if (!click) break;
      expect(truth[click.point]).toBe(click.positive ? 1 : 0);
      clicks.push(click);
      mask = Uint8Array.from(maskOf(clicks));
    }
    expect(maskIou(mask, truth)).toBeGreaterThan(0.8);
  });
});

describe('hoverIndex', () => {
  it('shares no array with the hierarchy: it is handed over to the page', () => {
    const kept = new Set(
      Object.values(segmentation.tree).map((column: unknown) => (ArrayBuffer.isView(column) ? column.buffer : column)),
    );
    for (const column of Object.values(index)) expect(kept.has(column.buffer)).toBe(false);
  });

  it('one click means what the hover showed', () => {
    fc.assert(
      fc.property(fc.nat({ max: points - 1 }), (point) => {
        const entry = index.meant[index.pieceOf[point]];
        const shown = index.order.slice(index.starts[entry], index.ends[entry]).sort();
        const mask = maskOf([{ point, positive: true }]);
        expect([...shown]).toEqual([...mask.keys()].filter((i) => mask[i] === 1));
      }),
      { numRuns: 30 },
    );
  });

  it('each entry is its two parts side by side, and every point is in one piece', () => {
    const { order, starts, ends, parts, parent, pieceOf } = index;
    expect(Uint32Array.from(order).sort()).toEqual(Uint32Array.from({ length: points }, (_, i) => i));
    for (let entry = 0; entry < parent.length; entry++) {
      const [left, right] = [parts[2 * entry], parts[2 * entry + 1]];
      if (left < 0) {
        for (let i = starts[entry]; i < ends[entry]; i++) expect(pieceOf[order[i]]).toBe(entry);
      } else {
        expect([starts[left], ends[left], ends[right]]).toEqual([starts[entry], starts[right], ends[entry]]);
      }
    }
  });
});

describe('the scores of clicks', () => {
  it('count what never gets there as 20 clicks, and keep the last IoU', () => {
    const { iouAt, clicksTo, reached } = scoreClicks([[0.5, 0.82, 0.95], [0.1]]);
    expect(iouAt[1]).toBeCloseTo(0.3);
    expect(iouAt[5]).toBeCloseTo((0.95 + 0.1) / 2);
    expect(clicksTo[0.8]).toBe((2 + 20) / 2);
    expect(clicksTo[0.9]).toBe((3 + 20) / 2);
    expect(reached[0.8]).toBe(0.5);
  });
});

describe('the simulated user', () => {
  it('clicks the middle of what is missing first, then of the larger error', () => {
    const line = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? (i / 3 + 0.5) / 20 : 0));
    const truth = Uint8Array.from({ length: 100 }, (_, i) => (i >= 20 && i < 61 ? 1 : 0));
    const view = userView(line, 0.05);
    expect(nextClick(view, line, new Uint8Array(100), truth)).toMatchObject({ point: 40, positive: true });
    const tooMuch = Uint8Array.from({ length: 100 }, (_, i) => (i >= 30 ? 1 : 0));
    expect(nextClick(view, line, tooMuch, truth)?.positive).toBe(false);
    expect(nextClick(view, line, truth, truth)).toBeUndefined();
  });
});

describe('Heap', () => {
  it('gives the least key first, and takes lower keys for what is in it', () => {
    const heap = new Heap(5);
    for (const [id, key] of [
      [0, 5],
      [1, 3],
      [2, 9],
      [3, 7],
    ] as const)
      heap.push(id, key);
    expect(heap.push(2, 1)).toBe(true);
    expect(heap.push(1, 4)).toBe(false);
    expect([heap.pop(), heap.pop(), heap.pop(), heap.pop(), heap.size]).toEqual([2, 1, 0, 3, 0]);
  });
});

describe('symmetricEigen', () => {
  it('finds the flat direction', () => {
    const { values, least } = symmetricEigen(2, 0, 0, 3, 0, 0.1);
    expect(values.map((value) => Math.round(1e6 * value) / 1e6)).toEqual([0.1, 2, 3]);
    expect(Math.abs(least[2])).toBeCloseTo(1);
  });
});
