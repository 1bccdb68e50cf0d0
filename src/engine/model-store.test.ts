import { afterEach, describe, expect, it, vi } from 'vitest';
import { MANIFEST, weightsOf } from './model.fixture.ts';
import { ModelStore } from './model-store.ts';

const BASE = 'https://host/sub/';
const WEIGHTS = weightsOf(MANIFEST);

afterEach(() => vi.unstubAllGlobals());

/** Serves these files, and the start page for any other, as many static hosts do. @returns what was asked for */
function serve(files: Readonly<Record<string, () => Response>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return files[url]?.() ?? new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
  return asked;
}

const shipped = {
  [`${BASE}models/outdoor-tiny/model.json`]: () => Response.json(MANIFEST),
  [`${BASE}models/outdoor-tiny/weights.safetensors`]: () => new Response(WEIGHTS),
};

describe('ModelStore', () => {
  it('loads a shipped model by name, once', async () => {
    const asked = serve(shipped);
    const store = new ModelStore(BASE);
    const [model, again] = await Promise.all([
      store.model({ name: 'outdoor-tiny' }),
      store.model({ name: 'outdoor-tiny' }),
    ]);
    expect(model.manifest).toEqual(MANIFEST);
    expect(again).toBe(model);
    expect(asked.sort()).toEqual(Object.keys(shipped).sort());
  });

  it('says that a model is not there, whatever the host answers', async () => {
    serve({ [`${BASE}models/b/model.json`]: () => new Response('', { status: 404 }) });
    const store = new ModelStore(BASE);
    for (const name of ['a', 'b']) {
      await expect(store.manifest({ name })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN', context: { model: name } });
    }
  });

  it('tries again after a failure', async () => {
    let isDown = true;
    serve({
      [`${BASE}models/a/model.json`]: () => (isDown ? new Response('', { status: 503 }) : Response.json(MANIFEST)),
    });
    const store = new ModelStore(BASE);
    await expect(store.manifest({ name: 'a' })).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
    isDown = false;
    expect(await store.manifest({ name: 'a' })).toEqual(MANIFEST);
  });

  it('names the address and the field of a manifest that makes no sense', async () => {
    const url = `${BASE}models/a/model.json`;
    serve({ [url]: () => Response.json({ ...MANIFEST, domain: 'underwater' }) });
    await expect(new ModelStore(BASE).manifest({ name: 'a' })).rejects.toMatchObject({
      code: 'WEIGHTS_FORMAT',
      context: { url, field: 'domain' },
    });
  });

  it('fetches nothing for a model of the person’s own, and lets it go', async () => {
    const asked = serve({});
    const store = new ModelStore(BASE);
    const own = { manifest: MANIFEST, weights: new Blob([WEIGHTS]) };
    const model = await store.model({ name: 'own-1', own });
    expect(model.weightsSha256).toHaveLength(64);
    expect(asked).toEqual([]);
    store.forget('own-1');
    expect(await store.model({ name: 'own-1', own })).not.toBe(model);
  });
});
