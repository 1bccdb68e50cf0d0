import { expect, it } from 'vitest';
import { measuresAsText } from './measures-as-text.ts';

it('writes measures as a table with true coordinates', () => {
  const text = measuresAsText(
    [
      {
        kind: 'distance',
        points: [
          [0, 0, 0],
          [3, 4, 0],
        ],
      },
      {
        kind: 'angle',
        points: [
          [1, 0, 0],
          [0, 0, 0],
          [0, 1, 0],
        ],
      },
    ],
    [690_000, 5_330_000, 500],
  );
  expect(text.split('\n')).toEqual([
    'kind\tvalue\tunit\tpoints',
    'distance\t5.0000\tm\t690000.000 5330000.000 500.000; 690003.000 5330004.000 500.000',
    'angle\t90.0000\t°\t690001.000 5330000.000 500.000; 690000.000 5330000.000 500.000; 690000.000 5330001.000 500.000',
  ]);
});
