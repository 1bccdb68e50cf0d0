import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../../shared/data');

/** One row of the table of files: what an independent parser found in it. */
export interface Fact {
  readonly file: string;
  readonly text: string;
  /** Rows in the file, where the table or the text states them. */
  readonly rows: number | undefined;
}

/** The README's table. */
export const FACTS: readonly Fact[] = readFileSync(path.join(ROOT, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line): Fact[] => {
    const [, file = '', bytes = '', points = '', text = ''] = line.split('|').map((cell) => cell.trim());
    return /^\d+$/.test(bytes) ? [{ file, text, rows: points === '' ? rowsOf(text) : Number(points) }] : [];
  });

/** Every file that is there, the README's among them. */
export const PRESENT: readonly string[] = readdirSync(ROOT, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
  .sort();

/** Points of the formats whose column is empty: what their first lines or scan counts say. */
function rowsOf(text: string): number | undefined {
  const scans = /recordCounts \[(.*?)\]/.exec(text)?.[1];
  if (scans) return [...scans.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0);
  const vertices = /^OFF \/ (\d+)/.exec(text)?.[1];
  if (vertices) return Number(vertices);
  const [, lines, first = ''] = /^(\d+) lines; first: `(.*)`/.exec(text) ?? [];
  if (lines === undefined) return undefined;
  // A header of names, or a line with a count.
  const hasHeader = /[a-z]/i.test(first) || /^\d+$/.test(first);
  return Number(lines) - (hasHeader ? 1 : 0);
}

/** Ranges in the order of the row's text. */
export function rangesOf(text: string): [number, number][] {
  const range = /\[(-?[\d.]+(?:e[+-]?\d+)?), ?(-?[\d.]+(?:e[+-]?\d+)?)\]/g;
  return [...text.matchAll(range)].map((match) => [Number(match[1]), Number(match[2])]);
}

/** Counts after a word, as `LABELS 0:2 50:25`; the list is not whole where it ends in an ellipsis. */
export function countsOf(text: string, word: 'LABELS' | 'class'): Record<number, number> {
  const listed = new RegExp(`${word} ((?:\\d+:\\d+ ?)+)`).exec(text)?.[1] ?? '';
  return Object.fromEntries([...listed.matchAll(/(\d+):(\d+)/g)].map((match) => [match[1], Number(match[2])]));
}

/** Names that our clouds give to the columns that a row lists; undefined where it lists none, or not all. */
export function namesOf(text: string): string[] | undefined {
  const listed =
    /props ([^;]*)/.exec(text)?.[1]?.replaceAll(/\w+ (?=\w+(?:,|$))/g, '') ??
    /(?:^|; )((?:[\w]+:[FIU]\d\S* ?)+);/.exec(text)?.[1]?.replaceAll(/:\S+/g, ',') ??
    /^cols ([^;]*)$/.exec(text)?.[1]?.replaceAll(/:\w+/g, '');
  if (listed === undefined || listed.includes('…')) return undefined;
  const names = listed.split(/[, ]+/).filter((name) => !/^(?:[xyz_]|)$/i.test(name));
  return [...new Set(names.map(ourName))].sort();
}

function ourName(name: string): string {
  if (/^(?:red|green|blue|rgba?)$/i.test(name)) return 'rgb';
  if (/^(?:n[xyz]|normal_[xyz])$/.test(name)) return 'normal';
  return /^(?:intensity|classification)$/i.test(name) ? name.toLowerCase() : name;
}
