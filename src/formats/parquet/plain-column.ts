import type { ByteSource } from '../../core/index.ts';
import { chunkOf, type LeafColumn, type RowGroup } from './column-chunk.ts';
import { type DecodedPage, PageDecoder } from './decode-page.ts';
import { PageReader } from './page-reader.ts';
import type { WorkBudget } from './work-budget.ts';

/**
 * Hands the pages of a plain column's chunk to `onPage`, with the row of the group that each begins at.
 * @returns the sum of what `onPage` returned
 * @throws RangeError when the pages hold another number of rows than the group; LimitError, FormatError
 */
export async function readPlainColumn(
  source: ByteSource,
  group: RowGroup,
  leaf: LeafColumn,
  budget: WorkBudget,
  onPage: (page: DecodedPage, row: number) => number,
): Promise<number> {
  const meta = chunkOf(group, leaf);
  const rows = Number(group.num_rows);
  const pages = new PageReader(source, meta);
  const decoder = new PageDecoder(leaf, meta.codec, budget);
  let [row, sum] = [0, 0];
  while (row < rows) {
    const page = await pages.next();
    if (!page) break;
    const body = await pages.body(page);
    if (page.kind === 'dictionary') {
      await decoder.readDictionary(page, body);
      continue;
    }
    if (row + page.values > rows) throw new RangeError('more values than rows');
    sum += onPage(await decoder.readData(page, body), row);
    row += page.values;
  }
  if (row !== rows) throw new RangeError(`${row} values for ${rows} rows`);
  return sum;
}

/** A whole plain column of numbers or texts; missing ones are undefined. */
export async function readPlainValues(
  source: ByteSource,
  groups: readonly RowGroup[],
  leaf: LeafColumn,
  budget: WorkBudget,
): Promise<(number | string | undefined)[]> {
  const values: (number | string | undefined)[] = [];
  for (const group of groups) {
    await readPlainColumn(source, group, leaf, budget, ({ cells, definition }) => {
      if (!definition) for (const cell of cells) values.push(cell);
      else
        for (let i = 0, at = 0; i < definition.length; i++)
          values.push(definition[i] === leaf.maxDefinition ? cells[at++] : undefined);
      return 0;
    });
  }
  return values;
}
