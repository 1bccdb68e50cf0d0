import type { Diagnostics, PointCloud, Understanding } from '../core/index.ts';
import type { Ops } from '../ops/index.ts';
import { type Model, understand } from '../pipeline/index.ts';
import type { CommandContext } from './command.ts';

export interface Predicting {
  readonly ops: Ops;
  readonly model: Model;
  readonly diagnostics: Diagnostics;
  /** Default: as many as the model is published with. */
  readonly looks?: number | undefined;
}

/** The pipeline's result without what it keeps on the device for drawing. */
export async function predict(
  cloud: PointCloud,
  options: Predicting,
  stage: CommandContext['stage'],
): Promise<Understanding> {
  const looks = options.looks ?? options.model.manifest.looks;
  const { prediction, provenance, resident } = await understand(cloud, { ...options, ...stage, looks });
  if (resident) options.ops.release(resident.classIds, resident.instanceIds);
  return { prediction, provenance };
}
