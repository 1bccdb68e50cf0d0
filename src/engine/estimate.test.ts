import { describe, expect, it } from 'vitest';
import type { PointCloud } from '../core/index.ts';
import { countVoxels, networkFlops } from './estimate.ts';
import { transferables } from './transferables.ts';

function cloud(positions: number[]): PointCloud {
  return {
    name: 'a',
    format: 'ply',
    count: positions.length / 3,
    origin: [0, 0, 0],
    positions: new Float32Array(positions),
    attributes: [],
  };
}

describe('estimate', () => {
  it('counts occupied voxels at each level, negative coordinates included', () => {
    const line = Array.from({ length: 8 }, (_, i) => [-0.4 + i * 0.1 + 0.05, 0.05, 0.05]).flat();
    expect(countVoxels(cloud(line), 0.1, 4)).toEqual([8, 4, 2, 2]);
  });

  it('counts the multiply-adds of a network', () => {
    const flops = networkFlops(
      {
        inputChannels: 8,
        encoder: [[16], [32]],
        decoder: [[16]],
        pool: 'max',
        heads: [{ name: 'semantic', hidden: 16, outputs: 11 }],
      },
      [100, 30],
    );
    const expected = 2 * (9 * (100 * 8 * 16 + 30 * 16 * 32 + 100 * (32 + 16) * 16) + 100 * (16 * 16 + 16 * 11));
    expect(flops).toBe(expected);
  });
});

describe('transferables', () => {
  it('finds each buffer once, at any depth', () => {
    const shared = new Float32Array(4);
    const value = { a: shared, b: [{ c: shared.subarray(1) }, new Uint8Array(2)], d: 'text', e: undefined };
    expect(transferables(value)).toEqual([shared.buffer, (value.b[1] as Uint8Array).buffer]);
  });
});
