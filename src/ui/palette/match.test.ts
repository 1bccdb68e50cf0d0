import { describe, expect, it } from 'vitest';
import { matchScore } from './match.ts';

const best = (typed: string, ...titles: string[]) =>
  titles
    .flatMap((title) => {
      const score = matchScore(typed, title);
      return score === undefined ? [] : [{ title, score }];
    })
    .sort((a, b) => b.score - a.score)[0]?.title;

describe('matchScore', () => {
  it('prefers beginnings', () => {
    expect(best('view', 'Over the viewport', 'View from above')).toBe('View from above');
    expect(best('abo', 'Turnabout', 'View from above')).toBe('View from above');
  });

  it('needs every word, in any order', () => {
    expect(matchScore('above view', 'View from above')).toBeDefined();
    expect(matchScore('above boat', 'View from above')).toBeUndefined();
  });

  it('finds letters in order, and other words', () => {
    expect(matchScore('cbh', 'Colour by height')).toBeDefined();
    expect(matchScore('bird', 'View from above', 'bird bev')).toBeDefined();
    expect(matchScore('zq', 'View from above')).toBeUndefined();
  });

  it('takes the shorter of two equal fits', () => {
    expect(best('zoom', 'Zoom in on all things', 'Zoom in')).toBe('Zoom in');
  });
});
