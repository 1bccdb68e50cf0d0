import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../core/index.ts';
import { errorText } from './error-text.ts';

/** The literal union's members, read from its source: a new code must fail here until it has a sentence. */
function codesInSource(): string[] {
  const source = fs.readFileSync(path.resolve(import.meta.dirname, '../core/errors.ts'), 'utf8');
  const union = /export type ErrorCode =([\s\S]*?);\n\n/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/^\s*\| '([A-Z_]+)'/gm)].map((match) => match[1] as string);
}

describe('errorText', () => {
  const codes = [...codesInSource(), 'INTERNAL'];

  it('finds the codes of core', () => {
    expect(codes.length).toBeGreaterThan(20);
  });

  it.each(codes)('has a sentence and a next step for %s', (code) => {
    const text = errorText({ code: code as ErrorCode, context: {} }, 'scene.ply');
    expect(text.sentence).toMatch(/^[A-Z“].*\.$/);
    expect(text.nextStep).toMatch(/^[A-Z].*\.$/);
    expect(text.sentence + text.nextStep).not.toMatch(/undefined|NaN/);
  });

  it('names the file and the byte where a truncated file ends', () => {
    const text = errorText({ code: 'FORMAT_TRUNCATED', context: { file: 'cut.npy', byteOffset: 4096 } }, 'the drop');
    expect(text.sentence).toBe(
      '“cut.npy” ends too early at byte 4,096: it holds fewer bytes than its header promises.',
    );
  });

  it('says the limit in numbers', () => {
    const text = errorText({ code: 'LIMIT_POINTS', context: { needed: 90_000_000, available: 60_000_000 } }, 'big.las');
    expect(text.sentence).toContain('90,000,000 needed, 60,000,000 available');
  });

  it('says of a model that was dropped what is wrong with it, and does not ask for a reload', () => {
    const context = { file: 'model.json', field: 'voxelSizeM', expected: 'a number of metres above 0', found: '-1' };
    const text = errorText({ code: 'WEIGHTS_FORMAT', context }, 'the drop');
    expect(text.sentence).toBe(
      '“model.json” cannot be used as a model: voxelSizeM must be a number of metres above 0, not -1.',
    );
    expect(text.remedy).toBe('none');
    const half = errorText({ code: 'FORMAT_MISMATCH', context: { file: 'model.json', missing: 'w.safetensors' } }, '');
    expect(half.nextStep).toBe('Drop it together with its w.safetensors.');
  });

  it('offers a reload only where one helps', () => {
    expect(errorText({ code: 'KERNEL_DEVICE_LOST', context: {} }, '').remedy).toBe('reload');
    expect(errorText({ code: 'FORMAT_EMPTY', context: {} }, 'a.ply').remedy).toBe('none');
  });
});
