import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

// Looks across all rooms, which no other room may: every case of TF 3D's own tests is tested somewhere, or has a reason not to be.
const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const CASES: readonly { readonly name: string }[] = JSON.parse(read('../shared/reference/tf3d_cases.json'));
const [TESTED = '', NOT_APPLICABLE = ''] = read('docs/tf3d-cases.md').split('\n## Not applicable\n');

/** Cells of the table rows that start with a case's name; the name itself, in backticks, comes first. */
function rowsOf(section: string): Map<string, string[]> {
  const rows = [...section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)];
  const cells = new Map(rows.map(([, name, rest]) => [name!, rest!.split('|').map((cell) => cell.trim())]));
  expect(cells.size, 'a case stands twice in docs/tf3d-cases.md').toBe(rows.length);
  return cells;
}
const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

const tested = rowsOf(TESTED);
const notApplicable = rowsOf(NOT_APPLICABLE);

test('docs/tf3d-cases.md knows the cases that exist, and no other', () => {
  const names = CASES.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect([...tested.keys(), ...notApplicable.keys()].sort()).toEqual(names.sort());
});

describe('each case is tested or has a reason', () => {
  test.each(CASES.map(({ name }) => name))('%s', (name) => {
    const row = tested.get(name);
    if (!row) {
      const [reason = ''] = notApplicable.get(name) ?? [];
      expect(reason, `put ${name} into one table of docs/tf3d-cases.md`).toMatch(/^(?:\S+ ){7}.*\.$/);
      return;
    }
    const [[what = ''], [where = ''], tests] = row.slice(0, 3).map(quoted) as [string[], string[], string[]];
    // Declared there, as a function of the module or a method of the interface.
    expect(read(where)).toMatch(new RegExp(`^(?:export function |  )${what}\\(`, 'm'));
    expect(tests.length).toBeGreaterThan(0);
    for (const file of tests) {
      expect(file).toMatch(/\.(?:test|fixture)\.ts$/);
      expect(read(file), `${file} does not name ${name}`).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});
