import { median } from '../../pipeline/index.ts';
import { Trainer, type TrainingConfig, type TrainingOps } from '../../training/index.ts';
import type { EngineSpec } from './engines.ts';
import { processorMs } from './measure.ts';
import type { NetworkBenchOptions } from './network.ts';
import type { BenchRow } from './report.ts';

const VOXELS_A_CROP = 8000;
/** Scenes take long to make, and the step does not care which one a crop is of. */
const SCENES = 2;
/** Forward once; the way back has one product for the inputs' slopes and one for the weights'. */
const PASSES = 3;

/**
 * Whole steps of a training, from crops to moved parameters, over two crops of 8,000 voxels each. Crops differ by step, so the rate is the
 * median of the steps' own rates.
 * @param engines only our own can train
 */
export async function benchTraining(
  config: TrainingConfig,
  engines: readonly EngineSpec[],
  options: NetworkBenchOptions & { readonly voxels?: number },
): Promise<BenchRow[]> {
  const cut = { ...config, scenesPerStep: 2, maxVoxels: options.voxels ?? VOXELS_A_CROP, scenes: SCENES };
  const rows: BenchRow[] = [];
  for (const spec of engines) {
    const ops = (await spec.open()) as TrainingOps;
    let trainer: Trainer | undefined;
    try {
      trainer = await Trainer.create(cut, ops);
      const steps: Step[] = [];
      const startedMs = performance.now();
      // One step that is not counted compiles, reserves memory and makes scenes.
      while (steps.length <= options.repeats && (steps.length < 2 || performance.now() - startedMs < options.budgetMs))
        steps.push(await timeStep(trainer, options.signal));
      rows.push(rowOf(`${config.model.name}, ${spec.name}: step`, steps.slice(1), ops, spec));
    } finally {
      trainer?.dispose();
      ops.dispose();
    }
  }
  return rows;
}

interface Step {
  readonly ms: number;
  readonly cpuMs: number;
  readonly flop: number;
  readonly voxels: number;
}

async function timeStep(trainer: Trainer, signal: AbortSignal): Promise<Step> {
  // Also makes the scenes that the step needs, outside its time.
  const flop = 2 * PASSES * (await trainer.forwardMultiplyAdds());
  const used = processorMs();
  const started = performance.now();
  const { voxels } = await trainer.next(signal);
  return { ms: performance.now() - started, cpuMs: processorMs() - used, flop, voxels };
}

function rowOf(name: string, steps: readonly Step[], { adapter }: TrainingOps, { isSoftware }: EngineSpec): BenchRow {
  const middle = (value: (step: Step) => number): number => median(steps.map(value));
  return {
    suite: 'train',
    name,
    size: middle(({ voxels }) => voxels),
    unit: 'voxels',
    ms: middle(({ ms }) => ms),
    bestMs: Math.min(...steps.map(({ ms }) => ms)),
    cpuMs: middle(({ cpuMs }) => cpuMs),
    runs: steps.length,
    clock: 'wall',
    adapter,
    gflop: middle(({ flop }) => flop) / 1e9,
    gflops: middle(({ flop, ms }) => flop / (ms * 1e6)),
    ...(isSoftware && { gflopsPerCore: middle(({ flop, cpuMs }) => flop / (cpuMs * 1e6)) }),
  };
}
