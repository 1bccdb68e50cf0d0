import { Rng } from '../core/index.ts';
import { attachTfjs, createTfjsOps, type Ops, type PointInput, type WebGpuOps, whole } from '../ops/index.ts';

/** One comparison of our kernels with TensorFlow.js on the same device. */
export interface CheckedOp {
  readonly op: string;
  /** Largest difference, as a share of the largest value. */
  readonly worst: number;
  readonly passed: boolean;
}

export interface SelfCheck {
  readonly adapter: string;
  readonly ops: readonly CheckedOp[];
  readonly passed: boolean;
}

const TOLERANCE = 1e-3;
const POINTS = 3000;
const CHANNELS = { input: 8, middle: 16, output: 12 } as const;

/**
 * Runs a small network with our kernels and with stock TensorFlow.js ops, both on the page's one device, and compares: the answer to
 * "can I trust this driver?". TensorFlow.js is loaded only now.
 * @throws KernelError when TensorFlow.js cannot start on the device, or the device is lost.
 */
export async function selfCheck(ours: WebGpuOps): Promise<SelfCheck> {
  await attachTfjs(ours.context.device, ours.context.adapterInfo);
  const oracle = await createTfjsOps('webgpu');
  try {
    const [mine, theirs] = [await layers(ours), await layers(oracle)];
    const ops = [...mine].map(([op, values]) => compare(op, values, theirs.get(op)!));
    return { adapter: ours.adapter, ops, passed: ops.every(({ passed }) => passed) };
  } finally {
    oracle.dispose();
  }
}

/** Outputs of each op in turn, by name. */
async function layers(ops: Ops): Promise<Map<string, Float32Array>> {
  const rng = new Rng(17);
  const matrix = (rows: number, channels: number) =>
    ops.upload(
      Float32Array.from({ length: rows * channels }, () => rng.normal(0, 0.2)),
      rows,
      channels,
    );
  const index = await ops.index(surface(), { voxelSizeM: 0.25, min: [0, 0, 0], dims: [40, 40, 16] }, 2);
  const [fine, coarse] = index.levels as [(typeof index.levels)[0], (typeof index.levels)[0]];
  const convolved = ops.tensor(fine.rows, CHANNELS.middle);
  const weights = matrix(27 * CHANNELS.input, CHANNELS.middle);
  ops.conv({ input: whole(index.features), map: fine.neighbours, weights, relu: true, output: whole(convolved) });
  const pooled = ops.tensor(coarse.rows, CHANNELS.middle);
  ops.maxPool({ input: whole(convolved), children: coarse.children!, output: whole(pooled) });
  const unpooled = ops.tensor(fine.rows, CHANNELS.middle);
  ops.gather({ input: whole(pooled), rows: fine.parents!, output: whole(unpooled) });
  const logits = ops.tensor(fine.rows, CHANNELS.output);
  ops.conv({
    input: whole(unpooled),
    weights: matrix(CHANNELS.middle, CHANNELS.output),
    relu: false,
    output: whole(logits),
  });
  const steps = {
    'voxel features': index.features,
    'submanifold convolution': convolved,
    'max pooling': pooled,
    unpooling: unpooled,
    'linear layer': logits,
    softmax: ops.softmax(whole(logits)),
  };
  const results = new Map<string, Float32Array>();
  for (const [name, tensor] of Object.entries(steps)) results.set(name, await ops.read(tensor));
  return results;
}

/** Points on a wavy sheet, about three a voxel. */
function surface(): PointInput {
  const rng = new Rng(4);
  const positions = new Float32Array(3 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    const [x, y] = [rng.range(0, 8), rng.range(0, 8)];
    positions.set([x, y, 1.5 + Math.sin(x) + 0.4 * Math.cos(2 * y)], 3 * i);
  }
  return { count: POINTS, positions, heights: positions.filter((_, i) => i % 3 === 2) };
}

function compare(op: string, mine: Float32Array, theirs: Float32Array): CheckedOp {
  let scale = 1e-12;
  let worst = mine.length === theirs.length ? 0 : Number.POSITIVE_INFINITY;
  theirs.forEach((value, i) => {
    scale = Math.max(scale, Math.abs(value));
    const difference = Math.abs(value - mine[i]!);
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  });
  return { op, worst: worst / scale, passed: worst / scale <= TOLERANCE };
}
