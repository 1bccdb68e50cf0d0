import { KERNEL_OFFSETS } from '../../core/index.ts';
import { type Ops, type Table, type Tensor, type View, VOXEL_CHANNELS, whole } from '../ops.ts';
import { type OpsCase, randomTensor, seeded } from './ops-case.fixture.ts';
import { gridAround, lidarSweep } from './scenes.fixture.ts';

/** A two-level U-Net over a real scan: every op in the order a network uses them, recorded without a flush in between. */
const smallNetwork: OpsCase = {
  name: 'network: a two-level U-Net over a real scan',
  tolerance: 1e-4,
  async run(ops) {
    const points = lidarSweep(5);
    const index = await ops.index(points, gridAround(points.positions, 0.2), 2);
    const [fine, coarse] = [index.levels[0]!, index.levels[1]!];
    const rng = seeded(21);
    const convolve = (input: View, map: Table | undefined, output: View): void => {
      const fanIn = (map?.offsets ?? 1) * input.channels;
      const weights = randomTensor(ops, rng, fanIn, output.channels, Math.sqrt(3 / fanIn));
      const bias = randomTensor(ops, rng, 1, output.channels, 0.1);
      ops.conv({ input, ...(map && { map }), weights, bias, relu: map !== undefined, output });
      ops.release(weights, bias);
    };

    const joined = ops.tensor(fine.rows, 28);
    const skip = { tensor: joined, offset: 0, channels: 12 };
    const pooled = ops.tensor(coarse.rows, 12);
    const deep = ops.tensor(coarse.rows, 16);
    const decoded = ops.tensor(fine.rows, 12);
    const logits = ops.tensor(fine.rows, 5);
    convolve(whole(index.features), fine.neighbours, skip);
    ops.maxPool({ input: skip, children: coarse.children!, output: whole(pooled) });
    convolve(whole(pooled), coarse.neighbours, whole(deep));
    ops.gather({ input: whole(deep), rows: fine.parents!, output: { tensor: joined, offset: 12, channels: 16 } });
    convolve(whole(joined), fine.neighbours, whole(decoded));
    convolve(whole(decoded), undefined, whole(logits));
    ops.release(pooled, deep);
    const probabilities = ops.softmax(whole(logits));
    return {
      logits: await ops.read(logits),
      probabilities: await ops.read(probabilities),
      ...(await perPoint(ops, logits, index.pointRows)),
    };
  },
};

/** Classes by point must be those of the points' own voxels, whatever the implementation made of near ties. */
async function perPoint(ops: Ops, logits: Tensor, pointRows: Table): Promise<{ wrongPoints: Uint32Array }> {
  const best = ops.argmax(whole(logits));
  const ids = await ops.readTable(ops.gatherIds(best, pointRows));
  const rows = await ops.readTable(pointRows);
  const values = await ops.read(logits);
  const wrong = ids.filter((id, point) => {
    const base = rows[point]! * logits.channels;
    const row = values.subarray(base, base + logits.channels);
    return row[id] !== Math.max(...row);
  });
  return { wrongPoints: Uint32Array.of(wrong.length) };
}

/** Strided convolution down by the children table, with the input's own features. */
const strided: OpsCase = {
  name: 'network: strided convolution down, gather up',
  tolerance: 1e-4,
  async run(ops) {
    const points = lidarSweep(4);
    const index = await ops.index(points, gridAround(points.positions, 0.15), 3);
    const [fine, coarse] = [index.levels[0]!, index.levels[1]!];
    const rng = seeded(22);
    const down = ops.tensor(coarse.rows, 10);
    const weights = randomTensor(ops, rng, coarse.children!.offsets * VOXEL_CHANNELS, 10);
    ops.conv({ input: whole(index.features), map: coarse.children!, weights, relu: true, output: whole(down) });
    const up = ops.tensor(fine.rows, 10);
    ops.gather({ input: whole(down), rows: fine.parents!, output: whole(up) });
    return { up: await ops.read(up), offsets: Uint32Array.of(fine.neighbours.offsets - KERNEL_OFFSETS) };
  },
};

export const NETWORK_CASES: readonly OpsCase[] = [smallNetwork, strided];
