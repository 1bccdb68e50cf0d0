import fs from 'node:fs/promises';
import path from 'node:path';
import {
  type Domain,
  FEATURE_CHANNELS,
  type FeatureSource,
  type InputFeature,
  OUTDOOR11,
  SourceError,
  UsageError,
} from '../../core/index.ts';
import {
  buildGraph,
  CLASS_LIST_NAMES,
  countParameters,
  type ImportedNetwork,
  importNetwork,
  isStoredHalf,
  type ModelManifest,
  type OffsetOrder,
  type OutputClasses,
  outputClasses,
  readCheckpoint,
  writeSafetensors,
} from '../../nn/index.ts';
import type { CommandResult } from '../command.ts';
import { openPaths } from '../disk-source.ts';
import { formatTable } from '../terminal.ts';

export interface ImportModelOptions {
  readonly out: string;
  readonly name?: string;
  readonly labels?: string;
  readonly voxelSize?: number;
  readonly features?: readonly InputFeature[];
  readonly offsetOrder?: OffsetOrder;
  readonly normEpsilon?: number;
  readonly pointwise?: 'IO' | 'OI';
  /** Path of a dictionary inside the file. */
  readonly entry?: string;
  readonly half: boolean;
  readonly license: string;
}

/** Metres; what the public checkpoints of each kind of place were trained on. */
const USUAL_VOXEL_M: Readonly<Record<Domain, number>> = { indoor: 0.02, outdoor: 0.05 };

/** A checkpoint of another framework → a folder that `--model` takes. */
export async function importModel(file: string, options: ImportModelOptions): Promise<CommandResult> {
  const [source, ...more] = await openPaths([file]);
  if (!source || more.length > 0) {
    throw new SourceError('SOURCE_UNREADABLE', `one checkpoint, not a folder: ${file}`, { file });
  }
  const imported = await importNetwork(await readCheckpoint(source, options.entry), options);
  const classes = classesOf(imported, options.labels);
  const manifest = manifestOf(imported, classes, options, path.basename(file));
  const folder = path.resolve(options.out);
  await fs.mkdir(folder, { recursive: true });
  const isHalf = (name: string) => options.half && isStoredHalf(name);
  const metadata = { source: source.name, framework: imported.report.framework, family: imported.report.family };
  await fs.writeFile(path.join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await fs.writeFile(path.join(folder, 'weights.safetensors'), writeSafetensors(imported.weights, isHalf, metadata));
  const report = {
    out: folder,
    manifest,
    parameters: countParameters(buildGraph(imported.network)),
    ...imported.report,
    classes: classes.rule,
    assumed: assumptions(manifest, options),
  };
  return { report, text: formatReport(report) };
}

function classesOf({ network }: ImportedNetwork, name: string | undefined): OutputClasses {
  const outputs = network.heads[0]!.outputs;
  const found = outputClasses(outputs, name);
  if (found) return found;
  const asked = name === undefined ? 'no class list is that long' : `${name} is not that long`;
  throw new UsageError(
    'USAGE',
    `the network has ${outputs} outputs, and ${asked}: say which classes they are with --labels ${CLASS_LIST_NAMES.join(', ')}`,
    { option: '--labels', outputs },
  );
}

function manifestOf(
  { network, features }: ImportedNetwork,
  { labels, outputClasses: folded }: OutputClasses,
  options: ImportModelOptions,
  file: string,
): ModelManifest {
  const domain: Domain = labels.name === OUTDOOR11.name ? 'outdoor' : 'indoor';
  return {
    name: options.name ?? path.basename(path.resolve(options.out)),
    title: `Imported from ${file}`,
    domain,
    labelSet: labels.name,
    ...(folded && { outputClasses: folded }),
    voxelSizeM: options.voxelSize ?? USUAL_VOXEL_M[domain],
    groundCellM: 0,
    license: options.license,
    features,
    network,
    trainedSteps: 0,
  };
}

/** What the checkpoint does not say and the person did not either. */
function assumptions({ voxelSizeM, features = [], labelSet }: ModelManifest, options: ImportModelOptions): string[] {
  const fed = features.map(({ source, scale = 1, shift = 0 }) => `${source}:${Number(scale.toPrecision(4))}:${shift}`);
  return [
    ...(options.voxelSize === undefined ? [`voxels of ${voxelSizeM} m (--voxel-size)`] : []),
    ...(options.features === undefined ? [`fed with ${fed.join(', ')} (--features)`] : []),
    ...(options.labels === undefined ? [`its outputs, by their number, map to ${labelSet} (--labels)`] : []),
    ...(options.offsetOrder === undefined ? ["offsets in the framework's order (--offset-order)"] : []),
    ...(options.normEpsilon === undefined ? ["the family's batch norm ε (--norm-epsilon)"] : []),
  ];
}

function formatReport(report: {
  readonly out: string;
  readonly manifest: ModelManifest;
  readonly parameters: number;
  readonly framework: string;
  readonly family: string;
  readonly entry: string;
  readonly otherEntries: readonly string[];
  readonly conversion: readonly string[];
  readonly layers: readonly { layer: string; from: string; shape: readonly number[]; as: readonly number[] }[];
  readonly unmatched: readonly string[];
  readonly readOver: readonly string[];
  readonly classes: string;
  readonly assumed: readonly string[];
}): string {
  const { layers, unmatched, otherEntries, readOver } = report;
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? '' : `${title}\n${items.map((item) => `  ${item}\n`).join('')}`;
  return [
    `${report.framework}, ${report.family}: ${layers.length} layers, ${report.parameters} parameters → ${report.out}\n`,
    report.entry ? `taken from ${report.entry}\n` : '',
    formatTable(layers.map(({ layer, from, shape, as }) => [layer, from, shape.join('×'), '→', as.join('×')])),
    list('converted', report.conversion),
    `classes: ${report.classes}\n`,
    list('assumed', report.assumed),
    unmatched.length === 0
      ? 'nothing in the checkpoint was left over\n'
      : list('left over in the checkpoint', unmatched),
    list('other weights in the file (--entry)', otherEntries),
    list('read over, never run', readOver),
  ].join('');
}

/** `rgb`, or `rgb:0.0078:-1` with scale and shift; several with commas. */
export function parseFeatures(text: string): InputFeature[] {
  return text.split(',').map((part) => {
    const [source = '', scale, shift, ...more] = part.trim().split(':');
    const numbers = [scale, shift].map((value) => (value === undefined ? undefined : Number(value)));
    if (!Object.hasOwn(FEATURE_CHANNELS, source) || more.length > 0 || numbers.some((value) => Number.isNaN(value))) {
      const known = Object.keys(FEATURE_CHANNELS).join(', ');
      throw new UsageError('USAGE', `--features takes ${known}, each alone or as source:scale:shift, not ${part}`, {
        option: '--features',
      });
    }
    return {
      source: source as FeatureSource,
      ...(numbers[0] !== undefined && { scale: numbers[0] }),
      ...(numbers[1] !== undefined && { shift: numbers[1] }),
    };
  });
}
