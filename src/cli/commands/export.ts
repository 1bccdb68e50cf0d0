import path from 'node:path';
import { Diagnostics, type OpenOverrides, type Scene, UsageError } from '../../core/index.ts';
import {
  type ExportedPrediction,
  type ExportTargetName,
  exportOffers,
  exportSubject,
  type LabelChoice,
} from '../../datasets/index.ts';
import type { OpsName } from '../../ops/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { modelNameFor, openModel } from '../models.ts';
import { openFrame } from '../open-frame.ts';
import { overridesOf } from '../override-options.ts';
import { predict } from '../predict.ts';
import { writeInto } from '../write-export.ts';

export interface ExportOptions extends OpenOverrides {
  readonly to: ExportTargetName;
  /** Folder; undefined = say what would be lost and write nothing. */
  readonly out?: string;
  readonly labels: LabelChoice;
  readonly model?: string;
  readonly backend?: OpsName;
  /** How many times the network looks at a cloud; by default as often as the model's published scores did. */
  readonly looks?: number;
  readonly frame: number;
  /** Then the one report says the losses too. */
  readonly json?: boolean;
}

/** A cloud and its labels for other programs. What the target cannot hold is said first. */
export async function exportCloud(
  paths: readonly string[],
  options: ExportOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { scene } = await openFrame(paths, options.frame, context.stage, overridesOf(options));
  const understanding = options.labels === 'predicted' ? await understand(scene, options, context) : undefined;
  const subject = exportSubject(scene, options.labels, understanding);
  const offer = exportOffers(subject).find(({ target }) => target.name === options.to)!;
  if (offer.refusal !== undefined) {
    throw new UsageError('USAGE', `${offer.target.title}: ${offer.refusal}`, { option: '--to', target: options.to });
  }
  const said = offer.losses.map((loss) => `  ${loss}\n`).join('');
  const losses = said === '' ? `${offer.target.title} holds everything.\n` : `With ${offer.target.title}:\n${said}`;
  if (options.out === undefined) {
    const report = { target: options.to, losses: offer.losses, bytes: offer.bytes, files: [] };
    return { report, text: `${losses}about ${offer.bytes} bytes; --out <folder> writes them\n` };
  }
  if (!options.json) context.emit({ losses: offer.losses }, losses);
  const files = await writeInto(path.resolve(options.out), subject, options.to, context.stage);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const list = files.map((file) => `  ${file.name}\n`).join('');
  return {
    report: { target: options.to, losses: offer.losses, bytes, files },
    text: `${files.length} files, ${bytes} bytes, in ${options.out}\n${list}`,
  };
}

async function understand(scene: Scene, options: ExportOptions, context: CommandContext): Promise<ExportedPrediction> {
  const model = await openModel(modelNameFor(scene, options.model), context.modelsFolder);
  const backend = await openBackend(options.backend, undefined);
  try {
    const runner = { ops: backend.ops, model, diagnostics: new Diagnostics(), looks: options.looks };
    return await predict(scene.cloud, runner, context.stage);
  } finally {
    backend.close();
  }
}
