import { describe, expect, it } from 'vitest';
import { passesFor, pointOfPass, pointsOfPass, Refinement } from './refinement.ts';

/** Points that a pass draws, by the same rule as the shader. */
function drawnBy(count: number, pass: number, passes: number): number[] {
  const blocks = Math.ceil(count / passes);
  return Array.from({ length: blocks }, (_, block) => pointOfPass(block, { pass, passes })).filter((i) => i < count);
}

describe('passes over a cloud', () => {
  it.each([
    [1000, 7],
    [1001, 7],
    [13, 13],
    [5, 1],
    [100_003, 10],
  ])('draw each of %i points exactly once in %i passes', (count, passes) => {
    const seen = new Uint8Array(count);
    for (let pass = 0; pass < passes; pass++) {
      const drawn = drawnBy(count, pass, passes);
      expect(drawn).toHaveLength(pointsOfPass(count, { pass, passes }));
      for (const point of drawn) seen[point]++;
    }
    expect(seen.every((times) => times === 1)).toBe(true);
  });

  it('do not take the same place of every block: no stripes in scans of regular rows', () => {
    const places = new Set(drawnBy(4096 * 8, 0, 8).map((point) => point % 8));
    expect(places.size).toBe(8);
  });

  it('stay within the budget', () => {
    for (const count of [200_000, 1_000_000, 5_000_000, 10_000_000]) {
      const passes = passesFor(count, 300_000);
      for (let pass = 0; pass < passes; pass++) {
        expect(pointsOfPass(count, { pass, passes })).toBeLessThanOrEqual(300_000);
      }
    }
  });
});

describe('Refinement', () => {
  it('draws a share a frame and reaches all points', () => {
    const refinement = new Refinement();
    const shares: number[] = [];
    let before = 0;
    for (let part = refinement.next(1_000_001, 250_000); part; part = refinement.next(1_000_001, 250_000)) {
      expect(part.isFirst).toBe(shares.length === 0);
      shares.push(refinement.drawn - before);
      before = refinement.drawn;
    }
    expect(shares).toHaveLength(5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(250_000);
    expect(refinement.drawn).toBe(1_000_001);
    expect(refinement.isComplete()).toBe(true);
  });

  it('begins again when the view moved, with the budget of now', () => {
    const refinement = new Refinement();
    refinement.next(900, 300);
    refinement.next(900, 300);
    refinement.restart();
    expect(refinement.drawn).toBe(0);
    expect(refinement.next(900, 900)).toEqual({ pass: 0, passes: 1, isFirst: true });
    expect(refinement.next(900, 900)).toBeUndefined();
  });

  it('draws an empty cloud once: the picture has to be cleared', () => {
    const refinement = new Refinement();
    expect(refinement.next(0, 100)).toBeDefined();
    expect(refinement.next(0, 100)).toBeUndefined();
    expect(refinement.drawn).toBe(0);
  });
});
