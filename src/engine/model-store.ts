import { type Domain, SourceError, type StageOptions, WeightsError } from '../core/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import { loadModel, type Model } from '../pipeline/index.ts';

/** Fetches each model once. Page and worker have one each; the service worker keeps the bytes for both. */
export class ModelStore {
  private readonly baseUrl: string;
  private readonly manifests = new Map<Domain, Promise<ModelManifest>>();
  private readonly models = new Map<Domain, Promise<Model>>();

  /** `baseUrl` is the folder that holds `models/`, with its final slash. */
  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  /** @throws SourceError, WeightsError `MODEL_UNKNOWN` */
  manifest(domain: Domain): Promise<ModelManifest> {
    return remember(this.manifests, domain, async () => {
      const response = await this.get(domain, 'model.json');
      return (await response.json()) as ModelManifest;
    });
  }

  /** @throws SourceError, WeightsError */
  model(domain: Domain, options: StageOptions = {}): Promise<Model> {
    return remember(this.models, domain, async () => {
      options.onProgress?.({ stage: 'model', done: 0, total: 1 });
      const [manifest, response] = await Promise.all([this.manifest(domain), this.get(domain, 'weights.safetensors')]);
      const model = await loadModel({ manifest, weights: new Uint8Array(await response.arrayBuffer()) });
      options.onProgress?.({ stage: 'model', done: 1, total: 1 });
      return model;
    });
  }

  private async get(domain: Domain, file: string): Promise<Response> {
    const url = `${this.baseUrl}models/${domain}/${file}`;
    let response: Response;
    try {
      response = await fetch(url);
    } catch (cause) {
      throw new SourceError('SOURCE_UNREADABLE', `could not fetch ${url}`, { url }, cause);
    }
    // A static host may answer a missing file with its start page.
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (response.status === 404 || isPage)
      throw new WeightsError('MODEL_UNKNOWN', `no ${domain} model at ${url}`, { model: domain, url });
    if (!response.ok)
      throw new SourceError('SOURCE_UNREADABLE', `${response.status} for ${url}`, { url, status: response.status });
    return response;
  }
}

/** One promise a key; a failed one is forgotten, so that a second try fetches again. */
function remember<T>(map: Map<Domain, Promise<T>>, key: Domain, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const made = make().catch((error: unknown) => {
    map.delete(key);
    throw error;
  });
  map.set(key, made);
  return made;
}
