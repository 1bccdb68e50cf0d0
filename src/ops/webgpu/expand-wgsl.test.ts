import { expect, test } from 'vitest';
import { expandWgsl } from './expand-wgsl.ts';

test('repeats unroll, nest and take names as bounds', () => {
  const source = ['begin', '// #repeat r 0 ROWS', '// #repeat c 1 3', 's${r}_${c};', '// #end', '// #end', 'end'];
  expect(expandWgsl(source.join('\n'), { ROWS: 2 })).toBe('begin\ns0_1;\ns0_2;\ns1_1;\ns1_2;\nend');
});

test('one side of an #if stays, by name or by loop variable', () => {
  const source =
    '// #if FORM == half\na\n// #else\nb\n// #end\n// #repeat i 0 2\n// #if i != 0\n+\n// #end\n${i}\n// #end';
  expect(expandWgsl(source, { FORM: 'half' })).toBe('a\n0\n+\n1');
  expect(expandWgsl(source, { FORM: 'vec4' })).toBe('b\n0\n+\n1');
});

test('what is no directive stays as it is, an empty range gives nothing', () => {
  expect(expandWgsl('// about #if\nlet a = "$b";\n// #repeat i 0 0\nx\n// #end', {})).toBe(
    '// about #if\nlet a = "$b";',
  );
});

test.each([
  ['// #repeat i 0 2\nx', 'has no #end'],
  ['// #end', '#end without a block'],
  ['// #else', '#else without a block'],
  ['// #repeat i 0 2\n// #else\n// #end', '#else without #if'],
  ['// #if A == 1\n// #end', 'nothing is named A'],
  ['${B}', 'nothing is named B'],
  ['// #repeat i 0 F\n// #end', 'whole numbers'],
  ['// #if F < 1\n// #end', 'by == or !='],
  ['// #repeat i 2\n// #end', 'three words'],
])('a mistake is named: %s', (source, message) => {
  expect(() => expandWgsl(source, { F: 'half' })).toThrow(message);
});
