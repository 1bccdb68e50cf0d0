import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LzfDecoder } from '../../formats/pcd/lzf.ts';
import { EXIT, main } from '../main.ts';
import { compressLzf } from './compress-lzf.ts';
import { FORMAT_READERS } from './format-rulers.ts';
import { type FormatRow, formatRows } from './formats.ts';
import { MADE_CLOUDS, writeMade } from './made-clouds.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-formats-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('the made files', () => {
  it.each(MADE_CLOUDS.map((made) => [made.name, made] as const))('%s: every reader reads the same', async (_, made) => {
    const file = await writeMade(made, 60_000, folder);
    expect(fs.statSync(file).size).toBeGreaterThan(30_000);
    const ours = await FORMAT_READERS['voxelens']!(file);
    expect(ours.points).toBeGreaterThan(1000);
    expect(ours.bytes).toBeGreaterThanOrEqual(ours.points * 12);
    for (const ruler of made.rulers) {
      const theirs = await FORMAT_READERS[ruler]!(file);
      expect(theirs.points).toBe(ours.points);
      // Large coordinates lose up to 4 cm each in a float32 without an origin.
      const each = Math.abs(theirs.sumX - ours.sumX) / ours.points;
      expect(each).toBeLessThan(made.name.includes('doubles') ? 0.04 : 1e-5);
    }
  });

  it('are packed as LZF unpacks them', () => {
    const input = Uint8Array.from({ length: 5000 }, (_, i) => (i < 3000 ? i % 7 : Math.imul(i, 2654435761) >>> 24));
    const packed = compressLzf(input);
    expect(packed.length).toBeLessThan(2600);
    const output = new Uint8Array(input.length);
    const decoder = new LzfDecoder(output);
    expect([decoder.add(packed), decoder.finish()]).toEqual([true, true]);
    expect(output).toEqual(input);
  });
});

describe('bench formats', () => {
  const run = async (...args: string[]) => {
    let out = '';
    const signal = new AbortController().signal;
    const terminal = { out: (text: string) => void (out += text), err: () => {}, errIsScreen: false, signal };
    const code = await main({ args: ['bench', 'formats', ...args], terminal, modelsFolder: folder });
    return { code, out };
  };

  it('measures one file here', async () => {
    const file = await writeMade(MADE_CLOUDS[0]!, 60_000, folder);
    const { code, out } = await run('--file', file, '--repeats', '2', '--json');
    expect(code).toBe(EXIT.done);
    const [row] = (JSON.parse(out) as { rows: FormatRow[] }).rows;
    expect(row).toMatchObject({ reader: 'voxelens', runs: 2, fileBytes: fs.statSync(file).size });
    expect(row!.ms).toBeGreaterThan(0);
    expect(row!.cpuMs).toBeGreaterThanOrEqual(0);
  });

  it('knows its readers', async () => {
    const { code } = await run('--file', path.join(folder, 'a.ply'), '--reader', 'nobody');
    expect(code).toBe(EXIT.usage);
  });

  it('tells rates, memory and ratios', () => {
    const row: FormatRow = {
      name: 'XYZ',
      reader: 'voxelens',
      fileBytes: 20_000_000,
      points: 7,
      bytes: 1000,
      sumX: 0,
      ms: 200,
      cpuMs: 100,
      runs: 3,
      peakBytes: 1500,
    };
    const theirs = { ...row, reader: 'three XYZLoader', ms: 500, cpuMs: 400, peakBytes: 9000 };
    const [, ours, other] = formatRows([row, theirs]).split('\n');
    expect(ours!.trim().split(/\s{2,}/)).toEqual(['XYZ', '20.0', '7', 'voxelens', '200', '100', '100', '200', '1.50']);
    expect(other!.trim().split(/\s+/).slice(-2)).toEqual(['2.5', '4.0']);
  });
});
