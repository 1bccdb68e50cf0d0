import type { OpenOverrides, Scene } from '../../core/index.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { countClasses, countInstances, describeAttributes, describeBox, trueBounds } from '../describe-cloud.ts';
import { openFrame } from '../open-frame.ts';
import { overridesOf } from '../override-options.ts';
import { formatDiagnostics, formatTable } from '../terminal.ts';

export interface InfoOptions extends OpenOverrides {
  readonly frame: number;
}

/** Decodes one frame and describes it. */
export async function info(
  paths: readonly string[],
  options: InfoOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { set, scene } = await openFrame(paths, options.frame, context.stage, overridesOf(options));
  const report = describeScene(scene, set.frameCount);
  return { report, text: formatReport(set.title, report) };
}

function describeScene(scene: Scene, frames: number) {
  const { cloud, truth } = scene;
  return {
    format: cloud.format,
    dataset: scene.dataset,
    domain: scene.domain ?? null,
    points: cloud.count,
    frames,
    origin: cloud.origin,
    bounds: trueBounds(cloud),
    attributes: describeAttributes(cloud),
    labels: {
      labelSet: truth?.labelSet ?? null,
      semantic: truth?.semantic ? countClasses(truth.semantic, truth.labelSet) : {},
      instances: countInstances(truth),
    },
    boxes: (truth?.boxes ?? []).map((box) => describeBox(box.className, box, cloud.origin)),
    reading: scene.reading ?? [],
    diagnostics: scene.diagnostics,
  };
}

function formatReport(title: string, report: ReturnType<typeof describeScene>): string {
  const { bounds } = report;
  const sizes = bounds
    ? bounds.max.map((value, axis) => (value - (bounds.min[axis] as number)).toFixed(2)).join(' × ')
    : 'none';
  const attributes = report.attributes.map(({ name, type, components, min, max }) => [
    name,
    components > 1 ? `${type} ×${components}` : type,
    min === null ? 'no values' : `${rounded(min)} to ${rounded(max ?? min)}`,
  ]);
  const reading = report.reading.map(({ name, value, reason }) => [name, value, reason]);
  const classes = Object.entries(report.labels.semantic).map(([name, count]) => [name, count]);
  return [
    `${title}: ${report.points} points, ${report.format}, ${report.dataset}${report.frames > 1 ? `, ${report.frames} frames` : ''}\n`,
    `extent ${sizes} m\n`,
    attributes.length > 0 ? `attributes\n${formatTable(attributes)}` : '',
    classes.length > 0 ? `labels (${report.labels.labelSet})\n${formatTable(classes)}` : '',
    report.labels.instances > 0 ? `instances ${report.labels.instances}\n` : '',
    report.boxes.length > 0 ? `boxes ${report.boxes.length}\n` : '',
    reading.length > 0 ? `how it was read\n${formatTable(reading)}` : '',
    formatDiagnostics(report.diagnostics),
  ].join('');
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
