import fs from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../core/index.ts';
import { averageWeights, isStoredHalf, writeSafetensors } from '../../nn/index.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { openModel, openWeights } from '../models.ts';

/**
 * Models of one network → the model of their mean weights, described as the last of them.
 * @throws WeightsError where one is missing or of another shape; UsageError for a single one.
 */
export async function average(
  names: readonly string[],
  options: { readonly out: string },
  { modelsFolder }: CommandContext,
): Promise<CommandResult> {
  const last = names.at(-1);
  if (last === undefined || names.length < 2)
    throw new UsageError('USAGE', 'a mean takes two models or more', { option: 'model' });
  // Opened as models first: what is wrong with one is said as everywhere.
  const models = await Promise.all(names.map((name) => openModel(name, modelsFolder)));
  const manifest = models.at(-1)!.manifest;
  const [first, ...others] = await Promise.all(names.map((name) => openWeights(name, modelsFolder)));
  const weights = averageWeights([first!, ...others]);
  const folder = path.resolve(options.out);
  await fs.mkdir(folder, { recursive: true });
  const metadata = { model: manifest.name, meanOf: String(names.length) };
  await fs.writeFile(path.join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await fs.writeFile(path.join(folder, 'weights.safetensors'), writeSafetensors(weights, isStoredHalf, metadata));
  return {
    report: { out: folder, models: names, arrays: weights.size },
    text: `mean of ${names.join(', ')} → ${folder}\n`,
  };
}
