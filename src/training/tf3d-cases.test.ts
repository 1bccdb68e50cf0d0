import { expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import { tf3dCase } from '../ops/conformance/scenes.fixture.ts';
import { balancedSample, groupBy } from './sampling.ts';

test('TF 3D case instance_id_count', () => {
  const { inputs, expected } = tf3dCase('instance_id_count');
  const max = inputs['max_instance_id'] as unknown as number;
  inputs['instance_ids']!.forEach((ids, row) => {
    const countsOwn = (isLeftOut: (id: number, i: number) => boolean): number[] => {
      const key = (i: number) => (isLeftOut(ids[i]!, i) ? -1 : ids[i]!);
      const groups = groupBy(ids.length, key);
      return ids.map((_, i) => groups.get(key(i))?.length ?? 0);
    };
    expect(countsOwn(() => false)).toEqual(expected['plain']![row]);
    expect(countsOwn((id) => id > max)).toEqual(expected['with_max']![row]);
    expect(countsOwn((_, i) => inputs['valid_mask']![row]![i] === 0)).toEqual(expected['with_mask']![row]);
  });
});

// TF 3D weighs its rows by 1/size of their group; we draw rows with that probability.
test('TF 3D case balanced_weights_multiclass, as how often a row is drawn', () => {
  const { inputs, expected } = tf3dCase('balanced_weights_multiclass');
  const labels = inputs['labels'] as unknown as number[];
  const rounds = 40_000;
  const sample = balancedSample(
    groupBy(labels.length, (i) => labels[i]!),
    rounds * labels.length,
    new Rng(17),
  );
  const drawn = new Float64Array(labels.length);
  for (const row of sample) drawn[row]! += 1 / rounds;
  (expected['weights'] as unknown as number[]).forEach((weight, row) => {
    expect(Math.abs(drawn[row]! / weight - 1), `row ${row}`).toBeLessThan(0.02);
  });
});
