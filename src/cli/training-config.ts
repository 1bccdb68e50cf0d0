import fs from 'node:fs/promises';
import path from 'node:path';
import { LABEL_SETS, SourceError, UsageError } from '../core/index.ts';
import { buildGraph } from '../nn/index.ts';
import type { TrainingConfig } from '../training/index.ts';

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
  maxVoxels: 'number',
  scenes: 'number',
  checkpointEvery: 'number',
  losses: {
    semantic: 'number',
    embedding: 'number',
    boxCorners: 'number',
    boxPose: 'number',
    boxClass: 'number',
  } satisfies Record<keyof TrainingConfig['losses'], 'number'>,
} as const;

/** @throws UsageError naming the file and the field that is missing or wrong. */
export async function readTrainingConfig(file: string): Promise<TrainingConfig> {
  const text = await fs.readFile(path.resolve(file), 'utf8').catch((cause: unknown) => {
    throw new SourceError('SOURCE_UNREADABLE', `no such config: ${file}`, { file }, cause);
  });
  const config = parse(text, file);
  check(config, SHAPE, '', file);
  const { model } = config as TrainingConfig;
  if (!LABEL_SETS.some(({ name }) => name === model.labelSet))
    throw wrong(file, 'model.labelSet', LABEL_SETS.map(({ name }) => name).join(' or '));
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
  return config as TrainingConfig;
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

function wrong(file: string, field: string, expected: string): UsageError {
  return new UsageError('USAGE', `${file}: ${field} must be ${expected}`, { file, field });
}
