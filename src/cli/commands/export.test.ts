import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../main.ts';
import { runMain } from '../run-main.fixture.ts';

let folder = '';
let room = '';

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-export-'));
  room = path.join(folder, 'a room.ply');
  expect((await run('synth', 'room', '--seed', '2', '--out', room)).code).toBe(EXIT.done);
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runMain(args, folder);

describe('export', () => {
  it('says what is lost, then writes', async () => {
    const out = path.join(folder, 'pcd');
    const { code, out: text } = await run('export', room, '--labels', 'annotated', '--to', 'pcd', '--out', out);
    expect(code).toBe(EXIT.done);
    expect(text.indexOf('PCD has no place for boxes')).toBeGreaterThanOrEqual(0);
    expect(text.indexOf('PCD has no place for boxes')).toBeLessThan(text.indexOf('2 files'));
    expect(fs.readdirSync(out).sort()).toEqual(['a room.frame.json', 'a room.pcd']);
    const { out: described } = await run('info', path.join(out, 'a room.pcd'), '--json');
    const before = JSON.parse((await run('info', room, '--json')).out);
    expect(JSON.parse(described).points).toBe(before.points);
  });

  it('writes folders of a dataset, and one JSON object', async () => {
    const out = path.join(folder, 'scannet');
    const args = ['export', room, '--labels', 'annotated', '--to', 'scannet', '--out', out, '--json'];
    const { code, out: text } = await run(...args);
    expect(code).toBe(EXIT.done);
    const { files, losses } = JSON.parse(text);
    expect(files.map(({ name }: { name: string }) => name)).toEqual([
      'semantic/a_room.txt',
      'instance_gt/a_room.txt',
      'a room.frame.json',
    ]);
    expect(losses.join('\n')).toMatch(/The points themselves/);
    for (const { name, bytes } of files) expect(fs.statSync(path.join(out, name)).size).toBe(bytes);
  });

  it('without --out only says it', async () => {
    const { code, out } = await run('export', room, '--labels', 'none', '--to', 'las');
    expect(code).toBe(EXIT.done);
    expect(out).toMatch(/a micrometre[\s\S]*--out <folder> writes them/);
  });

  it('refuses what a dataset has no numbers for', async () => {
    const { code, err } = await run('export', room, '--labels', 'annotated', '--to', 'kitti', '--out', folder);
    expect(code).toBe(EXIT.usage);
    expect(err).toMatch(/numbers outdoor classes/);
    expect((await run('export', room, '--to', 'gif')).err).toMatch(/Allowed choices are ply, pcd/);
  });
});
