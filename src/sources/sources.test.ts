import { File } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { Diagnostics, SourceError } from '../core/index.ts';
import { type Fetch, fromBytes, fromDrop, fromFile, fromFileList, fromUrl } from './index.ts';

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) & 255);
const domFile = (name: string, bytes = BYTES) => new File([bytes], name) as unknown as globalThis.File;
globalThis.File ??= File as unknown as typeof globalThis.File;

describe('fromBytes and fromFile', () => {
  it.each([
    ['bytes', fromBytes('a.bin', BYTES)],
    ['file', fromFile(domFile('a.bin'))],
  ])('%s: reads clamped half-open ranges', async (_, source) => {
    expect(source.size).toBe(100_000);
    expect(source.path).toBe('a.bin');
    expect([...(await source.read(10, 14))]).toEqual([70, 77, 84, 91]);
    expect(await source.read(99_998, 200_000)).toHaveLength(2);
    expect(await source.read(200_000, 200_010)).toHaveLength(0);
    expect(await source.read(20, 10)).toHaveLength(0);
  });

  it('turns a vanished file into a SourceError that names it', async () => {
    const gone = domFile('gone.ply');
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }) as unknown as Blob;
    await expect(fromFile(gone).read(0, 4)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      context: { file: 'gone.ply' },
    });
  });
});

describe('fromUrl', () => {
  const ranged =
    (calls: string[]): Fetch =>
    (_, init) => {
      const range = new Headers(init?.headers).get('range') ?? '';
      calls.push(range);
      const [start = 0, last = 0] = (/(\d+)-(\d+)/.exec(range) ?? []).slice(1).map(Number);
      const part = BYTES.slice(start, last + 1);
      const headers = { 'content-range': `bytes ${start}-${start + part.length - 1}/${BYTES.length}` };
      return Promise.resolve(new Response(part, { status: 206, headers }));
    };

  it('asks for ranges and keeps the head', async () => {
    const calls: string[] = [];
    const source = await fromUrl('https://example.org/a%20b.bin?x=1', ranged(calls));
    expect(source).toMatchObject({ name: 'a b.bin', size: 100_000 });
    expect(await source.read(0, 100)).toEqual(BYTES.subarray(0, 100));
    expect(calls).toHaveLength(1);
    expect(await source.read(90_000, 1e9)).toEqual(BYTES.subarray(90_000));
    expect(calls[1]).toBe('bytes=90000-99999');
  });

  it('falls back to the whole body', async () => {
    const source = await fromUrl('https://example.org/a.bin', () => Promise.resolve(new Response(BYTES)));
    expect(source.size).toBe(100_000);
    expect(await source.read(99_999, 100_000)).toEqual(BYTES.subarray(99_999));
  });

  it('reads an empty file behind a range server', async () => {
    const headers = { 'content-range': 'bytes */0' };
    const source = await fromUrl('https://example.org/e', () =>
      Promise.resolve(new Response(null, { status: 416, headers })),
    );
    expect(source.size).toBe(0);
  });

  it('says the status of a refusal, and a network failure', async () => {
    const refused = fromUrl('https://example.org/a', () => Promise.resolve(new Response('no', { status: 404 })));
    await expect(refused).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', context: { status: 404 } });
    const offline = fromUrl('https://example.org/a', () => Promise.reject(new TypeError('failed')));
    await expect(offline).rejects.toBeInstanceOf(SourceError);
  });

  it('notices a short range', async () => {
    const calls: string[] = [];
    const answer = ranged(calls);
    const source = await fromUrl('https://example.org/a', async (url, init) => {
      const response = await answer(url, init);
      return calls.length === 1 ? response : new Response(new Uint8Array(3), { status: 206 });
    });
    await expect(source.read(80_000, 90_000)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });
});

describe('fromDrop', () => {
  const fileEntry = (path: string, fails = false) => ({
    isFile: true,
    fullPath: path,
    name: path.split('/').at(-1),
    file: (ok: (file: globalThis.File) => void, no: (error: Error) => void) =>
      fails ? no(new Error('NotReadable')) : ok(domFile(path.split('/').at(-1) ?? '')),
  });
  const folderEntry = (path: string, children: unknown[]) => ({
    isFile: false,
    fullPath: path,
    name: path.split('/').at(-1),
    createReader: () => {
      const batches = [children.slice(0, 2), children.slice(2), []];
      return { readEntries: (ok: (batch: unknown[]) => void) => ok(batches.shift() ?? []) };
    },
  });
  const drop = (...entries: unknown[]) =>
    ({
      files: [],
      items: entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null })),
    }) as unknown as DataTransfer;

  it('walks folders in every batch, in name order, past hidden files', async () => {
    const tree = folderEntry('/scan', [
      fileEntry('/scan/c.ply'),
      fileEntry('/scan/.DS_Store'),
      folderEntry('/scan/b', [fileEntry('/scan/b/1.bin')]),
      fileEntry('/scan/a.ply'),
    ]);
    const sources = await fromDrop(drop(tree, fileEntry('/loose.npy')));
    expect(sources.map((source) => source.path)).toEqual(['scan/a.ply', 'scan/b/1.bin', 'scan/c.ply', 'loose.npy']);
  });

  it('caps, and says so', async () => {
    const diagnostics = new Diagnostics();
    const many = folderEntry(
      '/m',
      ['a', 'b', 'c', 'd'].map((name) => fileEntry(`/m/${name}`)),
    );
    expect(await fromDrop(drop(many), { maxFiles: 2, diagnostics })).toHaveLength(2);
    expect(diagnostics.list[0]).toMatchObject({ code: 'SOURCE_CAPPED' });
  });

  it('keeps the rest when one entry fails, and rejects with a SourceError when all do', async () => {
    const diagnostics = new Diagnostics();
    const sources = await fromDrop(drop(fileEntry('/bad', true), fileEntry('/good')), { diagnostics });
    expect(sources).toHaveLength(1);
    expect(diagnostics.list[0]).toMatchObject({ code: 'SOURCE_ENTRY_UNREADABLE', count: 1 });
    await expect(fromDrop(drop(fileEntry('/bad', true)))).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('takes a picked folder with its relative paths', () => {
    const picked = domFile('x.bin');
    Object.defineProperty(picked, 'webkitRelativePath', { value: 'run/velodyne/x.bin' });
    expect(fromFileList([picked, domFile('.hidden')]).map((source) => source.path)).toEqual(['run/velodyne/x.bin']);
  });
});
