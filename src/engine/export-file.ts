import type { StageOptions } from '../core/index.ts';
import { type ExportTargetName, exportScene, exportSubject } from '../datasets/index.ts';
import { writeZip } from '../formats/index.ts';
import type { ExportedFile, ExportRequest } from './engine.ts';

/** A target's only file, or all of them in a ZIP named after the cloud and the target. */
export async function exportFile(
  { scene, labels, predicted }: ExportRequest,
  target: ExportTargetName,
  options: StageOptions,
): Promise<ExportedFile> {
  const files = await exportScene(exportSubject(scene, labels, predicted), target, options);
  const [only] = files;
  if (only && files.length === 1) return only;
  options.onProgress?.({ stage: 'packing', done: 0, total: 1 });
  const stem = files.at(-1)!.name.replace(/\.frame\.json$/, '');
  return { name: `${stem}.${target}.zip`, bytes: writeZip(files) };
}
