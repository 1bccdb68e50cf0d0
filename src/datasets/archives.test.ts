import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { sharedFolder, sharedSource } from './shared-data.fixture.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../shared/data');

/** A folder of the shared data as a ZIP, half of it stored, half deflated. */
function zipOf(folder: string): Uint8Array {
  const entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return zipSync(
    Object.fromEntries(
      files.map((file, i) => [
        path.relative(path.join(ROOT, folder), file),
        [new Uint8Array(readFileSync(file)), { level: i % 2 === 0 ? 1 : 0 }],
      ]),
    ),
  );
}

describe('openScenes on archives', () => {
  it.each(['kitti/training', 'osd'])('%s as a ZIP is the same scene as the folder', async (folder) => {
    const [zipped, plain] = [
      await openScenes([fromBytes('drop.zip', zipOf(folder))]),
      await openScenes(sharedFolder(folder)),
    ];
    expect([zipped.dataset, zipped.frameCount, zipped.frameNames]).toEqual([
      plain.dataset,
      plain.frameCount,
      plain.frameNames,
    ]);
    const [a, b] = [await zipped.load(0), await plain.load(0)];
    expect(a.cloud.count).toBe(b.cloud.count);
    expect(Buffer.compare(bytesOf(a.cloud.positions), bytesOf(b.cloud.positions))).toBe(0);
    expect(a.truth?.boxes).toEqual(b.truth?.boxes);
  });

  it('a cloud in gzip is that cloud', async () => {
    const source = sharedSource('twins_ripple/ripple_bin.ply');
    const packed = gzipSync(await source.read(0, source.size));
    const set = await openScenes([fromBytes('ripple_bin.ply.gz', packed)]);
    expect(set.title).toBe('ripple_bin.ply');
    expect((await set.load(0)).cloud).toMatchObject({ name: 'ripple_bin.ply', format: 'ply', count: 10201 });
  });

  it('one damaged archive does not take the others with it', async () => {
    const damaged = fromBytes('bad.zip', zipSync({ 'a.xyz': new TextEncoder().encode('1 2 3\n') }).slice(0, 60));
    const set = await openScenes([damaged, sharedSource('xyz/points_agisoft.xyz')]);
    expect((await set.load(0)).cloud.count).toBe(100);
    expect(set.diagnostics).toContainEqual(expect.objectContaining({ code: 'FILES_LEFT_OUT' }));
    await expect(openScenes([damaged])).rejects.toMatchObject({
      code: 'FORMAT_TRUNCATED',
      context: { file: 'bad.zip' },
    });
  });
});

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
