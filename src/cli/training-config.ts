import fs from 'node:fs/promises';
import path from 'node:path';
import { LABEL_SETS, SourceError, thingClasses, UsageError } from '../core/index.ts';
import { BOX_CODE, buildGraph, featureChannels } from '../nn/index.ts';
import { MOST_LOOKS } from '../pipeline/index.ts';
import { type Augmentation, augmentationOf, LOSS_FORMS, type TrainingConfig } from '../training/index.ts';

/** What a config holds at the least, and as what. */
const SHAPE = {
  model: {
    name: 'string',
    title: 'string',
    domain: 'string',
    labelSet: 'string',
    voxelSizeM: 'number',
    groundCellM: 'number',
    network: 'object',
    license: 'string',
  },
  seed: 'number',
  steps: 'number',
  learningRate: 'number',
  warmUp: 'number',
  scenesPerStep: 'number',
  scenes: 'number',
  checkpointEvery: 'number',
  losses: {
    semantic: 'number',
    embedding: 'number',
    boxCorners: 'number',
    boxPose: 'number',
    boxClass: 'number',
  },
} as const;

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isRange = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isNumber);

/** What it may hold besides. */
const OPTIONAL = [
  'maxVoxels',
  'lossForms',
  'ema',
  'scoreEvery',
  'augmentation',
] as const satisfies readonly (keyof TrainingConfig)[];
const OPTIONAL_LOSSES = ['lovasz', 'maskClass'] as const;

/** Fields of `augmentation` that are a pair; the others are numbers. */
const RANGES: ReadonlySet<string> = new Set<keyof Augmentation>(['scale', 'scaleZ']);

/** @throws UsageError naming the file and the field that is missing or wrong. */
export async function readTrainingConfig(file: string): Promise<TrainingConfig> {
  const text = await fs.readFile(path.resolve(file), 'utf8').catch((cause: unknown) => {
    throw new SourceError('SOURCE_UNREADABLE', `no such config: ${file}`, { file }, cause);
  });
  const config = parse(text, file);
  check(config, SHAPE, '', file);
  // A name with a slip in it would leave its default in force, and nobody would see why.
  checkNames(config as object, [...Object.keys(SHAPE), ...OPTIONAL], '', file);
  checkNames((config as TrainingConfig).losses, [...Object.keys(SHAPE.losses), ...OPTIONAL_LOSSES], 'losses.', file);
  checkOptions(config as TrainingConfig, file);
  checkModel((config as TrainingConfig).model, file);
  return config as TrainingConfig;
}

/** What would train without a word, and mean something else or be refused once it is a model. */
function checkModel(model: TrainingConfig['model'], file: string): void {
  checkNames(model, [...Object.keys(SHAPE.model), 'boxHeading', 'features', 'looks'], 'model.', file);
  checkFeatures(model, file);
  const oneOf = (field: 'domain' | 'labelSet' | 'boxHeading', known: readonly string[]): void => {
    if (!known.includes(String(model[field]))) throw wrong(file, `model.${field}`, known.join(' or '));
  };
  oneOf(
    'labelSet',
    LABEL_SETS.map(({ name }) => name),
  );
  oneOf('domain', ['indoor', 'outdoor']);
  if (model.boxHeading !== undefined) oneOf('boxHeading', ['direction', 'axis']);
  const { looks = 1 } = model;
  if (!Number.isInteger(looks) || looks < 1 || looks > MOST_LOOKS)
    throw wrong(file, 'model.looks', `a whole number from 1 to ${MOST_LOOKS}`);
  try {
    const { values, backbone } = buildGraph(model.network);
    if (values[backbone]?.level !== 0) throw new RangeError('the decoder does not lead back to the finest level');
  } catch (cause) {
    throw new UsageError(
      'USAGE',
      `${file}: model.network: ${(cause as Error).message}`,
      { file, field: 'model.network' },
      cause,
    );
  }
  const labels = LABEL_SETS.find(({ name }) => name === model.labelSet)!;
  const outputs = { semantic: labels.classes.length, box: BOX_CODE + thingClasses(labels).length + 1 };
  for (const head of model.network.heads) {
    const expected = head.name === 'embedding' ? head.outputs : outputs[head.name];
    if (head.outputs !== expected) throw wrong(file, `model.network.heads.${head.name}.outputs`, String(expected));
  }
}

/** Networks are trained on shape, with what a cloud has beside it where that is asked for. */
function checkFeatures({ features = [{ source: 'shape' }], network }: TrainingConfig['model'], file: string): void {
  const known: readonly string[] = ['shape', 'color', 'echo'];
  if (!Array.isArray(features) || !features.every((feature) => known.includes(feature?.source)))
    throw wrong(file, 'model.features', `a list of sources, each ${known.join(', ')}`);
  const channels = featureChannels(features);
  if (network.inputChannels !== channels) throw wrong(file, 'model.network.inputChannels', String(channels));
}

/** What a config may leave out, or say in two ways. */
function checkOptions(
  { model, maxVoxels, losses, lossForms = {}, ema, scoreEvery, augmentation = {} }: TrainingConfig,
  file: string,
): void {
  if (!isNumber(maxVoxels) && !isRange(maxVoxels)) throw wrong(file, 'maxVoxels', 'a number or [least, most]');
  for (const name of OPTIONAL_LOSSES)
    if (losses[name] !== undefined && !isNumber(losses[name])) throw wrong(file, `losses.${name}`, 'a number');
  for (const [name, form] of Object.entries(lossForms)) {
    const forms: readonly string[] | undefined = LOSS_FORMS[name as keyof typeof LOSS_FORMS];
    if (!forms) throw wrong(file, `lossForms.${name}`, `one of ${Object.keys(LOSS_FORMS).join(', ')}`);
    if (!forms.includes(form)) throw wrong(file, `lossForms.${name}`, forms.join(' or '));
  }
  if (ema !== undefined && !(isNumber(ema) && ema >= 0 && ema < 1)) throw wrong(file, 'ema', 'a number in [0, 1)');
  if (scoreEvery !== undefined && !isNumber(scoreEvery)) throw wrong(file, 'scoreEvery', 'a number');
  checkNames(augmentation, Object.keys(augmentationOf(model.domain)), 'augmentation.', file);
  for (const [name, value] of Object.entries(augmentation)) {
    const field = `augmentation.${name}`;
    if (RANGES.has(name) ? !isRange(value) : !isNumber(value))
      throw wrong(file, field, RANGES.has(name) ? '[least, most]' : 'a number');
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError('USAGE', `${file} is not JSON: ${(cause as Error).message}`, { file }, cause);
  }
}

type Shape = { readonly [field: string]: 'string' | 'number' | 'object' | Shape };

function check(value: unknown, shape: Shape, prefix: string, file: string): void {
  for (const [field, kind] of Object.entries(shape)) {
    const name = `${prefix}${field}`;
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
    if (typeof kind === 'object') check(found, kind, `${name}.`, file);
    else if (typeof found !== kind || found === null) throw wrong(file, name, `a ${kind}`);
  }
}

function checkNames(value: object, known: readonly string[], prefix: string, file: string): void {
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw wrong(file, `${prefix}${name}`, `one of ${known.join(', ')}`);
}

function wrong(file: string, field: string, expected: string): UsageError {
  return new UsageError('USAGE', `${file}: ${field} must be ${expected}`, { file, field });
}
