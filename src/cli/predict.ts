import type { Diagnostics, PointCloud, Understanding } from '../core/index.ts';
import type { Ops } from '../ops/index.ts';
import { type Model, understand } from '../pipeline/index.ts';
import type { CommandContext } from './command.ts';

/** The pipeline's result without what it keeps on the device for drawing. */
export async function predict(
  cloud: PointCloud,
  options: { readonly ops: Ops; readonly model: Model; readonly diagnostics: Diagnostics },
  stage: CommandContext['stage'],
): Promise<Understanding> {
  const { prediction, provenance, resident } = await understand(cloud, { ...options, ...stage });
  if (resident) options.ops.release(resident.classIds, resident.instanceIds);
  return { prediction, provenance };
}
