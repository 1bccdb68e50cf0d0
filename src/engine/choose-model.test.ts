import { describe, expect, it } from 'vitest';
import type { Scene } from '../core/index.ts';
import { candidates, chooseModel, standIn } from './choose-model.ts';

function lone(positions: number[], extra: Partial<Scene> = {}): Scene {
  const cloud = {
    name: 'a',
    format: 'ply',
    count: positions.length / 3,
    origin: [0, 0, 0],
    positions: new Float32Array(positions),
    attributes: [],
  } as const;
  return { cloud, dataset: 'file', frame: { index: 0, count: 1 }, diagnostics: [], ...extra };
}

describe('chooseModel', () => {
  const street = lone([0, 0, 0, 80, 0, 0, 40, 40, 0]);

  it('judges a lone cloud by its width', () => {
    expect(chooseModel('auto', street)).toEqual({
      name: 'outdoor',
      domain: 'outdoor',
      reason: 'the cloud is 80 m wide',
    });
    expect(chooseModel('auto-tiny', lone([0, 0, 0, 6.2, 4, 2.5]))).toEqual({
      name: 'indoor-tiny',
      domain: 'indoor',
      reason: 'the cloud is 6.2 m wide',
    });
  });

  it('believes a dataset, and a person above all', () => {
    const known = { ...street, dataset: 'scannet', domain: 'indoor' } as const;
    expect(chooseModel('auto', known)).toEqual({ name: 'indoor', domain: 'indoor', reason: 'the files are ScanNet' });
    expect(chooseModel('outdoor-tiny', known)).toEqual({
      name: 'outdoor-tiny',
      domain: 'outdoor',
      reason: 'you chose it',
    });
    expect(chooseModel('own-1', known)).toEqual({ name: 'own-1', domain: 'indoor', reason: 'you chose it' });
  });

  it('knows beforehand what a choice may come to, and what stands in', () => {
    expect(candidates('auto')).toEqual(['outdoor', 'indoor']);
    expect(candidates('auto-tiny')).toEqual(['outdoor-tiny', 'indoor-tiny']);
    expect(candidates('own-1')).toEqual(['own-1']);
    expect(standIn('indoor-tiny')).toBe('indoor');
    expect(standIn('indoor')).toBeUndefined();
    expect(standIn('own-1')).toBeUndefined();
  });
});
