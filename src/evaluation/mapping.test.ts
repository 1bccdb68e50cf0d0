import { describe, expect, it } from 'vitest';
import { OUTDOOR11, SCANNET20 } from '../core/index.ts';
import { mappingChoices, resolveMapping } from './mapping.ts';

const named = (choices: ReturnType<typeof mappingChoices>) =>
  choices.map((choice) => (choice.kind === 'taxonomy' ? choice.name : choice.kind));

describe('label mappings', () => {
  it('offers the classes first where truth and model share a label set, then coarser ones, then a table', () => {
    expect(named(mappingChoices({ labelSet: 'outdoor11' }, 'outdoor11'))).toEqual([
      'classes',
      'outdoor7',
      'outdoor7lidog',
      'outdoor4',
      'table',
    ]);
  });

  it('leaves only a table between rooms and streets, and it maps nothing until the person fills it', () => {
    const truth = { labelSet: 'scannet20', semantic: Int16Array.of(0, 4, -1) };
    expect(named(mappingChoices(truth, 'outdoor11'))).toEqual(['table']);
    const empty = resolveMapping(truth, 'outdoor11', { kind: 'taxonomy', name: 'outdoor7' });
    expect(empty.choice.kind).toBe('table');
    expect([...(empty.truth() ?? [])]).toEqual([-1, -1, -1]);
    const to = SCANNET20.classes.map(({ name }) => (name === 'wall' ? 3 : -1));
    const filled = resolveMapping(truth, 'outdoor11', { kind: 'table', to });
    expect([...(filled.truth() ?? [])]).toEqual([3, -1, -1]);
    expect(filled.rule).toMatch(/^Ignored as truth: floor, cabinet, .*otherfurniture\.$/);
    expect(filled.classes).toBe(OUTDOOR11.classes);
  });

  it('refuses a table of another length and falls back to the best choice', () => {
    expect(resolveMapping({ labelSet: 'outdoor11' }, 'outdoor11', { kind: 'table', to: [1] }).choice.kind).toBe(
      'classes',
    );
  });

  it('takes a taxonomy’s truth straight from the source’s numbers, and counts vehicles and people, not what stands', () => {
    // car, adult, barrier: outdoor11 has no word for the last one.
    const truth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(7, 8, 10),
      source: { scheme: 'nuscenes-lidarseg', ids: Int16Array.of(17, 2, 9) },
    };
    const mapping = resolveMapping(truth, 'outdoor11', { kind: 'taxonomy', name: 'outdoor7' });
    expect([...(mapping.truth() ?? [])].map((index) => mapping.classes[index]?.name)).toEqual([
      'vehicle',
      'person',
      undefined,
    ]);
    expect(mapping.classes.filter(({ thing }) => thing).map(({ name }) => name)).toEqual(['vehicle', 'person']);
    expect(mapping.ofModel[OUTDOOR11.classes.findIndex(({ name }) => name === 'cyclist')]).toBe(1);
  });
});
