import {
  type Diagnostic,
  Diagnostics,
  labelSet,
  type OpenOverrides,
  type Scene,
  type Understanding,
} from '../../core/index.ts';
import { exportSubject } from '../../datasets/index.ts';
import type { ConvTileName, OpsName } from '../../ops/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { countClasses, describeBox } from '../describe-cloud.ts';
import { hashSources, modelNameFor, openModel } from '../models.ts';
import { openFrame } from '../open-frame.ts';
import { overridesOf } from '../override-options.ts';
import { predict } from '../predict.ts';
import { formatDiagnostics, formatTable } from '../terminal.ts';
import { writeOut } from '../write-export.ts';

export interface InferOptions extends OpenOverrides {
  readonly model?: string;
  readonly backend?: OpsName;
  /** How many times the network looks at a cloud; by default as often as the model's published scores did. */
  readonly looks?: number;
  readonly tile?: ConvTileName;
  readonly frame: number;
  /** File to write: the cloud with what was predicted, in the format that its ending names. */
  readonly out?: string;
}

/** The whole way: files to prediction. */
export async function infer(
  paths: readonly string[],
  options: InferOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const startedMs = performance.now();
  const { sources, scene } = await openFrame(paths, options.frame, context.stage, overridesOf(options));
  const decodedMs = performance.now() - startedMs;
  const modelName = modelNameFor(scene, options.model);
  const model = await openModel(modelName, context.modelsFolder);
  const backend = await openBackend(options.backend, options.tile);
  try {
    const diagnostics = new Diagnostics();
    const runner = { ops: backend.ops, model, diagnostics, looks: options.looks };
    const understanding = await predict(scene.cloud, runner, context.stage);
    const totalMs = performance.now() - startedMs;
    if (options.out) await writeOut(options.out, exportSubject(scene, 'predicted', understanding), context.stage);
    const report = {
      ...describeUnderstanding(scene, understanding, decodedMs, totalMs),
      inputSha256: await hashSources(sources),
      diagnostics: [...scene.diagnostics, ...diagnostics.list],
    };
    return { report, text: formatReport(report, options.out) };
  } finally {
    backend.close();
  }
}

function describeUnderstanding(
  scene: Scene,
  { prediction, provenance }: Understanding,
  decodedMs: number,
  totalMs: number,
) {
  const { classes } = labelSet(prediction.labelSet);
  const className = (classId: number): string => classes[classId]?.name ?? String(classId);
  return {
    adapter: provenance.adapter,
    backend: provenance.backend,
    model: provenance.model,
    points: scene.cloud.count,
    voxels: provenance.voxels,
    looks: provenance.looks,
    stagesMs: { decode: decodedMs, ...provenance.stagesMs } as Record<string, number>,
    totalMs,
    classes: countClasses(prediction.semantic, prediction.labelSet),
    instances: prediction.instances.map(({ classId, score, points }) => ({ class: className(classId), score, points })),
    boxes: prediction.boxes.map((box) => {
      const { class: name, ...place } = describeBox(className(box.classId), box, scene.cloud.origin);
      return { class: name, score: box.score, ...place };
    }),
    weightsSha256: provenance.weightsSha256,
  };
}

function formatReport(
  report: ReturnType<typeof describeUnderstanding> & { readonly diagnostics: readonly Diagnostic[] },
  out: string | undefined,
): string {
  const stages = Object.entries(report.stagesMs).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`]);
  return [
    `${report.points} points, ${report.voxels[0] ?? 0} voxels, model ${report.model}, looks ${report.looks}, ${report.totalMs.toFixed(0)} ms on ${report.adapter}\n`,
    formatTable(stages),
    `classes\n${formatTable(Object.entries(report.classes))}`,
    `instances ${report.instances.length}, boxes ${report.boxes.length}\n`,
    formatTable(
      report.boxes.map((box) => [
        box.class,
        box.score.toFixed(2),
        box.center.map((value) => value.toFixed(1)).join(' '),
      ]),
    ),
    formatDiagnostics(report.diagnostics),
    out ? `written to ${out}\n` : '',
  ].join('');
}
