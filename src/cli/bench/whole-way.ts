import path from 'node:path';
import { Diagnostics } from '../../core/index.ts';
import { median } from '../../pipeline/index.ts';
import type { CommandContext } from '../command.ts';
import { openModel } from '../models.ts';
import { openFrame } from '../open-frame.ts';
import { predict } from '../predict.ts';
import type { EngineSpec } from './engines.ts';
import type { BenchRow } from './report.ts';

/** The sweep of 198,130 points from file to prediction, by stage, on each of our engines. */
export async function benchWholeWay(
  modelName: string,
  folder: string,
  engines: readonly EngineSpec[],
  options: { readonly repeats: number; readonly budgetMs: number },
  { modelsFolder, stage }: CommandContext,
): Promise<BenchRow[]> {
  const model = await openModel(modelName, modelsFolder);
  const rows: BenchRow[] = [];
  for (const spec of engines) {
    const ops = await spec.open();
    try {
      const runs: Record<string, number>[] = [];
      let points = 0;
      const startedMs = performance.now();
      // One run that is not counted compiles and warms up.
      while (runs.length <= options.repeats && (runs.length < 2 || performance.now() - startedMs < options.budgetMs)) {
        const started = performance.now();
        const { scene } = await openFrame([path.join(folder, 'lidar_sweep_198k.npy')], 0, stage);
        const decode = performance.now() - started;
        // One look, whatever the model is published with: the stages are those of a single pass.
        const runner = { ops, model, diagnostics: new Diagnostics(), looks: 1 };
        const { provenance } = await predict(scene.cloud, runner, stage);
        points = scene.cloud.count;
        runs.push({ decode, ...provenance.stagesMs, total: performance.now() - started });
      }
      const counted = runs.slice(1);
      for (const name of Object.keys(counted[0]!)) {
        const times = counted.map((run) => run[name]!);
        rows.push({
          suite: 'page',
          name: `Node, ${spec.name}: ${name}`,
          size: points,
          unit: 'points',
          ms: median(times),
          bestMs: Math.min(...times),
          runs: counted.length,
          clock: 'wall',
          adapter: ops.adapter,
        });
      }
    } finally {
      ops.dispose();
    }
  }
  return rows;
}
