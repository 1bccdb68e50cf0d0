const SPECIAL = /^([+-]?)(?:(nan|qnan|snan|ind|na|null|none|n\/a)|(inf|infinity))(?:\(.*\))?$/i;
const MICROSOFT = /^([+-]?)1\.#(?:(qnan|snan|ind|nan)|inf)\d*$/i;
// Digits belong to one part alone: with two ways to split them, a long cell would be tried in all of them.
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The number that a cell spells, in any of the ways that programs write one: quoted, `1.5D+02` of Fortran, `nan(ind)`,
 * `1.#QNAN`, `-inf`. An empty cell is not a number (NaN). Undefined when it is text.
 */
export function parseNumberText(cell: string, decimal: '.' | ','): number | undefined {
  let text = cell.trim();
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1).trim();
  if (text === '') return NaN;
  if (decimal === ',') text = text.replace(',', '.');
  text = text.replace(/d([+-]?\d+)$/i, 'e$1');
  if (PLAIN.test(text)) return Number(text);
  const special = SPECIAL.exec(text) ?? MICROSOFT.exec(text);
  if (!special) return undefined;
  if (special[2] !== undefined) return NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}
