import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type ByteSource, type Scene, UsageError, WeightsError } from '../core/index.ts';
import { readSafetensors, type Weights } from '../nn/index.ts';
import { loadModel, type Model, readManifest, shippedModel } from '../pipeline/index.ts';

/**
 * A model by name (a folder of `modelsFolder`) or by the path of its own folder.
 * @throws WeightsError, MODEL_UNKNOWN when there is none.
 */
export async function openModel(name: string, modelsFolder: string): Promise<Model> {
  const folder = folderOf(name, modelsFolder);
  const manifestFile = path.join(folder, 'model.json');
  let files: readonly [manifest: string, weights: Uint8Array];
  try {
    const weights = fs.readFile(path.join(folder, 'weights.safetensors'));
    files = await Promise.all([fs.readFile(manifestFile, 'utf8'), weights]);
  } catch (cause) {
    const known = await modelNames(modelsFolder);
    const hint = known.length > 0 ? `; there are: ${known.join(', ')}` : '';
    throw new WeightsError('MODEL_UNKNOWN', `no model named ${name}${hint}`, { model: name, known }, cause);
  }
  const [manifest, weights] = files;
  return loadModel({ manifest: readManifest(manifest, { file: manifestFile }), weights });
}

/** Its weights as they are stored, to make another model of. `openModel` says what is wrong with them. */
export async function openWeights(name: string, modelsFolder: string): Promise<Weights> {
  const bytes = await fs.readFile(path.join(folderOf(name, modelsFolder), 'weights.safetensors'));
  return readSafetensors(bytes).weights;
}

function folderOf(name: string, modelsFolder: string): string {
  const isPath = name.includes('/') || name.includes(path.sep);
  return isPath ? path.resolve(name) : path.join(modelsFolder, name);
}

async function modelNames(modelsFolder: string): Promise<string[]> {
  const entries = await fs.readdir(modelsFolder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The model that the person named, else the one for the kind of place that the scene is. */
export function modelNameFor(scene: Scene, given: string | undefined): string {
  if (given !== undefined) return given;
  if (scene.domain !== undefined) return shippedModel(scene.domain, 'full').name;
  throw new UsageError(
    'USAGE',
    'the files do not say whether this is indoor or outdoor: say --model indoor or --model outdoor',
    {
      option: '--model',
    },
  );
}

const CHUNK_BYTES = 1 << 24;

/** sha256 over the bytes of all sources, in order. */
export async function hashSources(sources: readonly ByteSource[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (let start = 0; start < source.size; start += CHUNK_BYTES) {
      hash.update(await source.read(start, Math.min(source.size, start + CHUNK_BYTES)));
    }
  }
  return hash.digest('hex');
}
