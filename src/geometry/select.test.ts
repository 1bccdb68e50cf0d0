import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectKth } from './select.ts';

test('selects what sorting selects, inside its range only', () => {
  const values = fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.nat(), (list, pick) => {
      const all = Float32Array.from([...list, 7, 7, 7]);
      const from = 1;
      const to = all.length - 1;
      const k = pick % (to - from);
      const expected = all.slice(from, to).sort()[k];
      const [first, last] = [all[0], all[all.length - 1]];
      expect(selectKth(all, from, to, k)).toBe(expected);
      expect([all[0], all[all.length - 1]]).toEqual([first, last]);
    }),
  );
});
