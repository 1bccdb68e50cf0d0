import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPaths } from './disk-source.ts';

let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-disk-'));
  for (const file of ['velodyne/000000.bin', 'label_2/000000.txt', '.hidden/x.bin']) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(
      path.join(folder, file),
      Uint8Array.from({ length: 10 }, (_, i) => i),
    );
  }
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('openPaths', () => {
  it('gives a lone file its own name as path', async () => {
    const [source] = await openPaths([path.join(folder, 'velodyne/000000.bin')]);
    expect(source).toMatchObject({ name: '000000.bin', path: '000000.bin', size: 10 });
  });

  it('keeps the folders that tell files of one name apart', async () => {
    const sources = await openPaths([
      path.join(folder, 'velodyne/000000.bin'),
      path.join(folder, 'label_2/000000.txt'),
    ]);
    expect(sources.map((source) => source.path)).toEqual(['label_2/000000.txt', 'velodyne/000000.bin']);
  });

  it('walks a folder, keeps its name, leaves hidden entries out', async () => {
    const sources = await openPaths([folder]);
    const name = path.basename(folder);
    expect(sources.map((source) => source.path)).toEqual([`${name}/label_2/000000.txt`, `${name}/velodyne/000000.bin`]);
  });

  it('uses memory again that was given back, and no other', async () => {
    const [source] = await openPaths([path.join(folder, 'velodyne/000000.bin')]);
    const first = await source!.read(0, 10);
    const second = await source!.read(0, 10);
    source!.release!(first);
    const third = await source!.read(0, 10);
    expect(third.buffer).toBe(first.buffer);
    expect(second.buffer).not.toBe(first.buffer);
    expect([...third]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    source!.release!(third);
    expect([...(await source!.read(8, 20))]).toEqual([8, 9]);
  });

  it('lists a file once however often it is named', async () => {
    const file = path.join(folder, 'velodyne/000000.bin');
    expect(await openPaths([file, file, path.join(folder, 'velodyne')])).toHaveLength(1);
  });

  it('does not follow a folder link that leads back up', async () => {
    fs.symlinkSync(folder, path.join(folder, 'velodyne/loop'));
    expect(await openPaths([folder])).toHaveLength(2);
    fs.rmSync(path.join(folder, 'velodyne/loop'));
  });

  it('names what is not there', async () => {
    const missing = path.join(folder, 'nothing.ply');
    await expect(openPaths([missing])).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: `no such file or folder: ${missing}`,
      context: { file: missing },
    });
  });
});

describe('a disk source', () => {
  it('reads ranges, clamped to the file', async () => {
    const [source] = await openPaths([path.join(folder, 'velodyne/000000.bin')]);
    expect([...(await source!.read(2, 5))]).toEqual([2, 3, 4]);
    expect([...(await source!.read(8, 50))]).toEqual([8, 9]);
    expect([...(await source!.read(-3, 1))]).toEqual([0]);
    expect([...(await source!.read(20, 30))]).toEqual([]);
  });

  it('says so when the file has gone since it was listed', async () => {
    const file = path.join(folder, 'gone.bin');
    fs.writeFileSync(file, 'abc');
    const [source] = await openPaths([file]);
    fs.rmSync(file);
    await expect(source!.read(0, 3)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', context: { file } });
  });
});
