import { describe, expect, it } from 'vitest';
import type { PointCloud, Prediction } from '../core/index.ts';
import { doubtInParts, drawThumbnail, pickRows, pointDoubt, variantsOf, weakness, without } from './index.ts';

const prediction: Prediction = {
  labelSet: 'outdoor11',
  semantic: Uint8Array.of(0, 1, 0),
  confidence: Float32Array.of(1, 0.5, 0.5),
  instance: new Uint32Array(3),
  instances: [],
  boxes: [],
  pointRows: Uint32Array.of(0, 1, 2),
  voxelProbabilities: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0.5, 0.25, 0.25),
};

describe('pointDoubt', () => {
  it('is none where the network is sure, and tells two candidates from three', () => {
    const margin = pointDoubt(prediction, 3, 'margin');
    expect([...margin]).toEqual([0, 1, 0.75]);
    const entropy = pointDoubt(prediction, 3, 'entropy');
    expect(entropy[0]).toBe(0);
    expect(entropy[1]).toBeCloseTo(Math.log(2) / Math.log(3), 5);
    expect(entropy[2]).toBeGreaterThan(entropy[1]!);
    expect([...pointDoubt(prediction, 3, 'confidence')]).toEqual([0, 0.5, 0.5]);
    for (const measure of ['confidence', 'margin', 'entropy'] as const) {
      const part = doubtInParts(prediction, 3, measure);
      expect([...part(1, 3), ...part(0, 1)]).toEqual([1, 2, 0].map((i) => pointDoubt(prediction, 3, measure)[i]));
    }
  });
});

describe('weakness', () => {
  it('is confidence times the share of other answers, among the looks that had the point', () => {
    const looks = [Int16Array.of(1, 1, -1), Int16Array.of(0, 1, -1)];
    expect([...weakness(prediction, looks)]).toEqual([0.5, 0, 0]);
  });
});

const cloud: PointCloud = {
  name: 'c',
  format: 'test',
  count: 4,
  origin: [5, 5, 5],
  positions: Float32Array.of(1, 0, 0, 2, 0, 1, 3, 0, 2, 4, 0, 3),
  attributes: [
    { name: 'intensity', components: 1, values: Uint16Array.of(10, 20, 30, 40) },
    { name: 'normal', components: 3, values: Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0) },
  ],
};

describe('looking again', () => {
  it('keeps shape, heights and columns, and says which point each was', () => {
    for (const make of variantsOf(cloud, 0.2)) {
      const { cloud: again, rows } = make();
      expect(again.positions.length).toBe(3 * again.count);
      expect(rows.length).toBe(again.count);
      rows.forEach((row, point) => {
        if (row < 0) return;
        expect(again.positions[3 * point + 2]).toBe(cloud.positions[3 * row + 2]);
        expect(again.attributes[0]!.values[point]).toBe(cloud.attributes[0]!.values[row]);
        const [x, y] = [again.positions[3 * point]!, again.positions[3 * point + 1]!];
        expect(Math.hypot(x, y)).toBeCloseTo(cloud.positions[3 * row]!, 5);
      });
    }
  });

  it('moves the voxels by half of one, and turns normals with the points', () => {
    const [first, , , last] = variantsOf(cloud, 0.2).map((make) => make());
    const { positions, attributes } = first!.cloud;
    expect(attributes[1]!.values[0]! / attributes[1]!.values[1]!).toBeCloseTo(positions[0]! / positions[1]!, 4);
    expect(last!.rows.at(-1)).toBe(-1);
    expect(last!.cloud.positions[3 * 4]).toBeCloseTo(0.9, 5);
  });

  it('hides a part and leaves the rest in order', () => {
    const { cloud: rest, rows } = without(cloud, Uint8Array.of(0, 1, 1, 0));
    expect([...rows]).toEqual([0, 3]);
    expect([...rest.attributes[0]!.values]).toEqual([10, 40]);
    expect(rest.attributes[0]!.values).toBeInstanceOf(Uint16Array);
    expect(pickRows(cloud, Int32Array.of(2)).positions[0]).toBe(3);
  });
});

it('a thumbnail shows the place and nothing far away', () => {
  const positions = Float32Array.of(0, 0, 0, 0.2, 0, 0, 50, 0, 0);
  const colors = Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000);
  const { pixels } = drawThumbnail(positions, colors, { center: [0, 0, 0], radiusM: 0.5 });
  const seen = new Set<string>();
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 3]! > 0) seen.add([...pixels.subarray(at, at + 3)].join());
  expect(seen).toEqual(new Set(['255,0,0', '0,255,0']));
});
