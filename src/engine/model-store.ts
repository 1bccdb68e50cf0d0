import { SourceError, type StageOptions, WeightsError } from '../core/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import { loadModel, type Model, readManifest } from '../pipeline/index.ts';

/** A model by name. With `own` it is one that the person gave, else a folder of `models/` that ships with the page. */
export interface ModelRef {
  readonly name: string;
  readonly own?: { readonly manifest: ModelManifest; readonly weights: Blob };
}

/** Loads each model once. Page and worker have one each; the service worker keeps the bytes for both. */
export class ModelStore {
  private readonly baseUrl: string;
  private readonly manifests = new Map<string, Promise<ModelManifest>>();
  private readonly models = new Map<string, Promise<Model>>();

  /** `baseUrl` is the folder that holds `models/`, with its final slash. */
  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** @throws SourceError; WeightsError, with `MODEL_UNKNOWN` where no such model ships with the page */
  manifest({ name, own }: ModelRef): Promise<ModelManifest> {
    if (own) return Promise.resolve(own.manifest);
    return remember(this.manifests, name, async () => {
      const url = this.url(name, 'model.json');
      return readManifest(await (await get(name, url)).text(), { url });
    });
  }

  /** @throws SourceError, WeightsError */
  model(ref: ModelRef, options: StageOptions = {}): Promise<Model> {
    return remember(this.models, ref.name, async () => {
      options.onProgress?.({ stage: 'model', done: 0, total: 1 });
      const [manifest, weights] = await Promise.all([this.manifest(ref), this.weights(ref)]);
      const model = await loadModel({ manifest, weights: new Uint8Array(await weights.arrayBuffer()) });
      options.onProgress?.({ stage: 'model', done: 1, total: 1 });
      return model;
    });
  }

  /** Lets a model go that was removed. */
  forget(name: string): void {
    this.models.delete(name);
  }

  /** The bytes of its weights file. @throws SourceError, WeightsError */
  async weightBytes(ref: ModelRef): Promise<Uint8Array> {
    return new Uint8Array(await (await this.weights(ref)).arrayBuffer());
  }

  private weights({ name, own }: ModelRef): Promise<Blob | Response> {
    return own ? Promise.resolve(own.weights) : get(name, this.url(name, 'weights.safetensors'));
  }

  private url(name: string, file: string): string {
    return `${this.baseUrl}models/${name}/${file}`;
  }
}

async function get(name: string, url: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new SourceError('SOURCE_UNREADABLE', `could not fetch ${url}`, { url }, cause);
  }
  // A static host may answer a missing file with its start page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (response.status === 404 || isPage)
    throw new WeightsError('MODEL_UNKNOWN', `no model ${name} at ${url}`, { model: name, url });
  if (!response.ok)
    throw new SourceError('SOURCE_UNREADABLE', `${response.status} for ${url}`, { url, status: response.status });
  return response;
}

/** One promise a key; a failed one is forgotten, so that a second try fetches again. */
function remember<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const made = make().catch((error: unknown) => {
    if (map.get(key) === made) map.delete(key);
    throw error;
  });
  map.set(key, made);
  return made;
}
