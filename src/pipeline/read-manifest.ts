import {
  FEATURE_CHANNELS,
  findLabelSet,
  LABEL_SETS,
  labelSet as labelSetNamed,
  thingClasses,
  WeightsError,
} from '../core/index.ts';
import { BOX_CODE, buildGraph, type ModelManifest, type NetworkConfig } from '../nn/index.ts';
import { MOST_LOOKS } from './looks.ts';

/** Where a manifest came from: what errors name. */
export type ManifestPlace = { readonly file: string } | { readonly url: string };

/**
 * A `model.json` that somebody may have written by hand, checked field by field. What only describes a model may be missing.
 * @throws WeightsError WEIGHTS_FORMAT naming the file (or address) and the field
 */
export function readManifest(text: string, place: ManifestPlace): ModelManifest {
  const check = new Checker(place);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw check.broken('JSON', 'readable', cause instanceof Error ? cause.message : 'broken');
  }
  const entries = check.object('the whole', json);
  const name = check.text('name', entries['name']);
  const manifest: ModelManifest = {
    ...(entries as unknown as ModelManifest),
    title: check.text('title', entries['title'] ?? name),
    domain: check.oneOf('domain', entries['domain'], ['indoor', 'outdoor']),
    labelSet: readLabelSet(check, entries['labelSet']),
    voxelSizeM: check.number('voxelSizeM', entries['voxelSizeM'], 'a number of metres above 0', (value) => value > 0),
    groundCellM: check.number('groundCellM', entries['groundCellM'] ?? 0, 'a number of metres', (value) => value >= 0),
    network: readNetwork(check, entries['network']),
    license: check.text('license', entries['license'] ?? 'not stated'),
    trainedSteps: check.number('trainedSteps', entries['trainedSteps'] ?? 0, 'a count', (value) => value >= 0),
  };
  checkOptional(check, entries);
  checkBoxHead(check, manifest);
  return manifest;
}

/** One of ours, also with classes that somebody added (`extendLabelSet`). */
function readLabelSet(check: Checker, value: unknown): string {
  if (typeof value === 'string' && findLabelSet(value)) return value;
  const known = LABEL_SETS.map((set) => set.name);
  return check.oneOf('labelSet', value, known);
}

function readNetwork(check: Checker, value: unknown): NetworkConfig {
  const network = check.object('network', value);
  for (const part of ['encoder', 'decoder']) {
    const levels = check.list(`network.${part}`, network[part]);
    for (const [level, widths] of levels.entries()) check.list(`network.${part}[${level}]`, widths);
  }
  for (const [index, head] of check.list('network.heads', network['heads']).entries()) {
    const { name } = check.object(`network.heads[${index}]`, head);
    check.oneOf(`network.heads[${index}].name`, name, ['semantic', 'embedding', 'box']);
  }
  if (network['stem'] !== undefined) {
    check.list('network.stem.widths', check.object('network.stem', network['stem'])['widths']);
  }
  const config = network as unknown as NetworkConfig;
  try {
    buildGraph(config);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw check.broken('network', 'one that can be built', cause.message);
  }
  return config;
}

function checkOptional(check: Checker, entries: Readonly<Record<string, unknown>>): void {
  const { boxHeading, features, looks, outputClasses } = entries;
  if (boxHeading !== undefined) check.oneOf('boxHeading', boxHeading, ['direction', 'axis']);
  if (looks !== undefined) {
    const expected = `a whole number from 1 to ${MOST_LOOKS}`;
    check.number('looks', looks, expected, (value) => Number.isInteger(value) && value >= 1 && value <= MOST_LOOKS);
  }
  if (outputClasses !== undefined) check.list('outputClasses', outputClasses);
  if (features === undefined) return;
  for (const [index, feature] of check.list('features', features).entries()) {
    const { source } = check.object(`features[${index}]`, feature);
    check.oneOf(`features[${index}].source`, source, Object.keys(FEATURE_CHANNELS));
  }
}

/** A box head of another width would be read askew, and nobody would see why. Of the semantic head `loadModel` knows. */
function checkBoxHead(check: Checker, { labelSet, network }: ModelManifest): void {
  const labels = labelSetNamed(labelSet);
  const expected = BOX_CODE + thingClasses(labels).length + 1;
  const head = network.heads.find(({ name }) => name === 'box');
  if (!head || head.outputs === expected) return;
  const meaning = `${expected}: a box, the things of ${labelSet} and background`;
  throw check.broken('network.heads.box.outputs', meaning, String(head.outputs));
}

/** Narrows unknown values, and names the field where one is something else. */
class Checker {
  private readonly place: ManifestPlace;

  constructor(place: ManifestPlace) {
    this.place = place;
  }

  broken(field: string, expected: string, found: string): WeightsError {
    const where = 'file' in this.place ? this.place.file : this.place.url;
    const message = `${where}: ${field} must be ${expected}, not ${found}`;
    return new WeightsError('WEIGHTS_FORMAT', message, { ...this.place, field, expected, found });
  }

  object(field: string, value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.broken(field, 'an object', inWords(value));
    }
    return value as Readonly<Record<string, unknown>>;
  }

  list(field: string, value: unknown): readonly unknown[] {
    if (!Array.isArray(value)) throw this.broken(field, 'a list', inWords(value));
    return value;
  }

  text(field: string, value: unknown): string {
    if (typeof value !== 'string' || value.trim() === '') throw this.broken(field, 'a text', inWords(value));
    return value;
  }

  number(field: string, value: unknown, expected: string, isFit: (value: number) => boolean): number {
    if (typeof value !== 'number' || !Number.isFinite(value) || !isFit(value)) {
      throw this.broken(field, expected, inWords(value));
    }
    return value;
  }

  oneOf<T extends string>(field: string, value: unknown, known: readonly T[]): T {
    const found = known.find((one) => one === value);
    if (found === undefined) throw this.broken(field, known.join(' or '), inWords(value));
    return found;
  }
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
