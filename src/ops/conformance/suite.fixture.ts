import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LimitError } from '../../core/index.ts';
import type { Ops, OpsName } from '../ops.ts';
import { createTfjsOps } from '../tfjs/index.ts';
import { BATCH_CASES } from './batch-cases.fixture.ts';
import { EPILOGUE_CASES } from './epilogue-cases.fixture.ts';
import { HALF_CASES } from './half-cases.fixture.ts';
import { INDEX_CASES } from './index-cases.fixture.ts';
import { LAYER_CASES } from './layer-cases.fixture.ts';
import { MAP_CASES } from './map-cases.fixture.ts';
import { NETWORK_CASES } from './network-cases.fixture.ts';
import type { OpsCase, Values } from './ops-case.fixture.ts';
import { POOL_CASES } from './pool-cases.fixture.ts';
import { TF3D_CASES } from './tf3d-cases.fixture.ts';

const CASES = [
  ...INDEX_CASES,
  ...MAP_CASES,
  ...BATCH_CASES,
  ...LAYER_CASES,
  ...POOL_CASES,
  ...EPILOGUE_CASES,
  ...HALF_CASES,
  ...NETWORK_CASES,
  ...TF3D_CASES,
];

/** Runs every case (or those chosen) on one implementation, twice, against hand-made values or the tfjs oracle. */
export function describeConformance(
  name: OpsName,
  open: () => Promise<Ops>,
  choose: (opsCase: OpsCase) => boolean = () => true,
): void {
  describe(`${name} conforms`, () => {
    let ops: Ops;
    let oracle: Ops;
    beforeAll(async () => {
      ops = await open();
      oracle = await createTfjsOps('cpu');
    });
    afterAll(() => {
      ops?.dispose();
      oracle?.dispose();
    });

    test.each(CASES.filter(choose))('$name', async (opsCase) => {
      const actual = await opsCase.run(ops);
      expect(differences(await opsCase.run(ops), actual, 0), 'a second run gives the same bits').toEqual([]);
      const expected = opsCase.expected ?? (await opsCase.run(oracle));
      expect(differences(actual, expected, opsCase.tolerance)).toEqual([]);
    });

    test('a grid too large to index is a LimitError', async () => {
      const points = { count: 1, positions: new Float32Array(3), heights: new Float32Array(1) };
      const grid = { voxelSizeM: 0.001, min: [0, 0, 0], dims: [2 ** 22, 2 ** 22, 2 ** 22] } as const;
      const failure = ops.index(points, grid, 2);
      await expect(failure).rejects.toBeInstanceOf(LimitError);
      await expect(failure).rejects.toMatchObject({ code: 'LIMIT_EXTENT' });
    });
  });
}

/** One line for each array that differs: where, how often, and the first pair of values. */
function differences(actual: Values, expected: Values, tolerance: number): string[] {
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...names].flatMap((name) => {
    const [a, e] = [actual[name], expected[name]];
    if (!a || !e || a.length !== e.length)
      return [`${name}: ${a?.length ?? 'absent'} values, expected ${e?.length ?? 'absent'}`];
    const exact = e instanceof Uint32Array;
    let count = 0;
    let first = '';
    for (let i = 0; i < e.length; i++) {
      const near = a[i] === e[i] || (!exact && Math.abs(a[i]! - e[i]!) <= tolerance * Math.max(1, Math.abs(e[i]!)));
      if (near) continue;
      if (count === 0) first = `[${i}] is ${a[i]}, expected ${e[i]}`;
      count++;
    }
    return count === 0 ? [] : [`${name}: ${count} of ${e.length} differ, first ${first}`];
  });
}
