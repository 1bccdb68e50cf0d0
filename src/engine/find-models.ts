import { type ByteSource, FormatError, LimitError, type StageOptions, WeightsError } from '../core/index.ts';
import { unpackArchives } from '../formats/index.ts';
import { loadModel, readManifest } from '../pipeline/index.ts';
import { isArchive, isManifest, isWeights } from './model-files.ts';
import type { OwnModelFiles } from './own-models.ts';

/** More than any network that a browser could run. */
const MOST_BYTES = 2 ** 29;

export interface FoundModels {
  readonly models: readonly OwnModelFiles[];
  /** Indices of the sources that belong to no model. */
  readonly rest: readonly number[];
}

/**
 * The models among dropped files: each `model.json` with the `.safetensors` beside it, also in a ZIP. Each is loaded once, so that
 * what is found can be run.
 * @throws WeightsError, with file and field or tensor, for a model that does not fit together; FormatError `FORMAT_MISMATCH` for half a
 *   model; LimitError, CancelledError
 */
export async function findModels(sources: readonly ByteSource[], options: StageOptions = {}): Promise<FoundModels> {
  const models: OwnModelFiles[] = [];
  const rest: number[] = [];
  const loose: { readonly index: number; readonly source: ByteSource }[] = [];
  for (const [index, source] of sources.entries()) {
    if (!isArchive(source.name)) {
      loose.push({ index, source });
      continue;
    }
    const inside = await unpackArchives([source], options);
    const found = await readModels(inside, options);
    models.push(...found);
    if (found.length === 0) rest.push(index);
  }
  const files = loose.map(({ source }) => source);
  models.push(...(await readModels(files, options)));
  const folders = modelFolders(files);
  for (const { index, source } of loose) if (!belongsTo(source, folders)) rest.push(index);
  return { models, rest: rest.sort((a, b) => a - b) };
}

async function readModels(files: readonly ByteSource[], options: StageOptions): Promise<OwnModelFiles[]> {
  const models: OwnModelFiles[] = [];
  for (const folder of modelFolders(files)) {
    const here = files.filter(({ path }) => folderOf(path) === folder);
    const manifest = here.find(({ name }) => isManifest(name));
    const weights = here.find(({ name }) => name === 'weights.safetensors') ?? here.find(({ name }) => isWeights(name));
    if (manifest && weights) models.push(await readModel(manifest, weights, options));
    else if (manifest || weights) throw half((manifest ?? weights)!, manifest ? 'weights.safetensors' : 'model.json');
  }
  return models;
}

/** Folders with weights; and that of a lone manifest, which means nothing but a model that was dropped by half. */
function modelFolders(files: readonly ByteSource[]): ReadonlySet<string> {
  const folders = new Set(files.filter(({ name }) => isWeights(name)).map(({ path }) => folderOf(path)));
  const [only] = files;
  if (files.length === 1 && only && isManifest(only.name)) folders.add(folderOf(only.path));
  return folders;
}

/** What stands beside a model and tells of it: its card, its report. A cloud beside a model is opened all the same. */
function belongsTo({ name, path }: ByteSource, folders: ReadonlySet<string>): boolean {
  return folders.has(folderOf(path)) && /\.(safetensors|json|md|svg|png)$/i.test(name);
}

async function readModel(
  manifestFile: ByteSource,
  weightsFile: ByteSource,
  options: StageOptions,
): Promise<OwnModelFiles> {
  for (const { name, size } of [manifestFile, weightsFile]) {
    if (size <= MOST_BYTES) continue;
    const context = { file: name, limit: 'size of a model', needed: size, available: MOST_BYTES };
    throw new LimitError('LIMIT_MEMORY', `${name}: ${size} bytes are more than a model may have`, context);
  }
  options.onProgress?.({ stage: 'model', done: 0, total: 2 });
  const text = new TextDecoder().decode(await manifestFile.read(0, manifestFile.size));
  const manifest = readManifest(text, { file: manifestFile.name });
  // A copy: what a source hands out may be a view of bytes that others read too.
  const weights = (await weightsFile.read(0, weightsFile.size)).slice();
  options.onProgress?.({ stage: 'model', done: 1, total: 2 });
  try {
    const { weightsSha256 } = await loadModel({ manifest, weights });
    options.onProgress?.({ stage: 'model', done: 2, total: 2 });
    return { manifest, weights, weightsSha256 };
  } catch (error) {
    if (!(error instanceof WeightsError)) throw error;
    const file = error.context['tensor'] === 'model.json' ? manifestFile.name : weightsFile.name;
    throw new WeightsError(error.code, error.message, { ...error.context, file }, error);
  }
}

function half({ name }: ByteSource, missing: string): FormatError {
  const message = `${name} is half a model: drop it together with its ${missing}`;
  return new FormatError('FORMAT_MISMATCH', message, { file: name, format: 'model', missing });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
