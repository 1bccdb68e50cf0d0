import type { ByteSource } from '../../core/index.ts';
import { chunkOf, type LeafColumn, type RowGroup } from './column-chunk.ts';
import { numberIn } from './compact-thrift.ts';
import { type DecodedPage, PageDecoder } from './decode-page.ts';
import { type Page, PageReader } from './page-reader.ts';
import { WorkBudget } from './work-budget.ts';

/** A top lidar's image takes three pages of a megabyte. */
const HELD_PAGES = 4;

type Numbers = Float32Array | Float64Array | Int32Array;

interface IndexedPage {
  readonly page: Page;
  /** Row of the group that its first slot belongs to, and the row after its last one. */
  readonly first: number;
  readonly end: number;
}

/** The chunk of one row group, as far as it has been looked into. */
interface GroupIndex {
  readonly reader: PageReader;
  readonly decoder: PageDecoder;
  readonly pages: IndexedPage[];
  rows: number;
  isWhole: boolean;
}

/**
 * A column of lists of numbers, read row by row: only the pages that hold a row are unpacked, and those before it in its row group
 * once, to find out where it begins (old pages do not say how many rows they hold).
 */
export class ListColumn {
  private readonly source: ByteSource;
  private readonly groups: readonly RowGroup[];
  private readonly leaf: LeafColumn;
  private readonly indices = new Map<number, GroupIndex>();
  /** The last pages that were unpacked: a row takes several, and the next row often begins in the last of them. */
  private readonly held = new Map<Page, DecodedPage>();

  constructor(source: ByteSource, groups: readonly RowGroup[], leaf: LeafColumn) {
    this.source = source;
    this.groups = groups;
    this.leaf = leaf;
    if (leaf.maxRepetition !== 1) throw new RangeError(`the column "${leaf.name}" holds no lists`);
  }

  /** The list of a row; undefined where it is missing or empty. Missing entries are NaN, or 0 among integers. */
  async readRow(row: number): Promise<Numbers | undefined> {
    const budget = new WorkBudget(this.source.name, this.source.size);
    let local = row;
    let at = 0;
    while (at < this.groups.length && local >= Number(this.groups[at]!.num_rows))
      local -= Number(this.groups[at++]!.num_rows);
    const group = this.groups[at];
    if (!group) throw new RangeError(`row ${row} of a shorter table`);
    const index = this.indices.get(at) ?? this.open(group, budget);
    this.indices.set(at, index);
    await this.extend(index, local, budget);
    const parts: Numbers[] = [];
    for (const indexed of index.pages) {
      if (indexed.first > local || indexed.end <= local) continue;
      const part = rowOf(await this.decode(index, indexed.page, budget), local - indexed.first, this.leaf);
      if (part) parts.push(part);
    }
    return parts.length > 1 ? joined(parts) : parts[0];
  }

  private open(group: RowGroup, budget: WorkBudget): GroupIndex {
    const meta = chunkOf(group, this.leaf);
    const decoder = new PageDecoder(this.leaf, meta.codec, budget);
    return { reader: new PageReader(this.source, meta), decoder, pages: [], rows: 0, isWhole: false };
  }

  /** Looks into pages until one begins behind the row. */
  private async extend(index: GroupIndex, row: number, budget: WorkBudget): Promise<void> {
    // A later page may still go on with the last row that has begun.
    while (!index.isWhole && index.rows <= row + 1) {
      const page = await index.reader.next();
      if (!page) {
        index.isWhole = true;
        break;
      }
      if (page.kind === 'dictionary') {
        index.decoder.budget = budget;
        await index.decoder.readDictionary(page, await index.reader.body(page));
        continue;
      }
      let [first, begun] = [index.rows, 0];
      if (page.kind === 'data-v2') begun = numberIn(page.header, 3) ?? -1;
      else {
        const { repetition = new Uint32Array(0) } = await this.decode(index, page, budget);
        for (const level of repetition) if (level === 0) begun++;
        if (repetition.length > 0 && repetition[0] !== 0) first--;
      }
      if (begun < 0 || first < 0) throw new RangeError('a list without its beginning');
      index.rows += begun;
      index.pages.push({ page, first, end: index.rows });
    }
    if (index.rows <= row) throw new RangeError(`row ${row} of a group of ${index.rows}`);
  }

  private async decode(index: GroupIndex, page: Page, budget: WorkBudget): Promise<DecodedPage> {
    const held = this.held.get(page);
    if (held) return held;
    index.decoder.budget = budget;
    const decoded = await index.decoder.readData(page, await index.reader.body(page));
    this.held.set(page, decoded);
    for (const oldest of this.held.keys()) {
      if (this.held.size <= HELD_PAGES) break;
      this.held.delete(oldest);
    }
    return decoded;
  }
}

/** The entries of the `ordinal`-th row that a page has slots of. */
function rowOf({ repetition, definition, cells }: DecodedPage, ordinal: number, leaf: LeafColumn): Numbers | undefined {
  const { maxDefinition, listDefinition } = leaf;
  if (!repetition || Array.isArray(cells) || cells instanceof Uint8Array)
    throw new RangeError('a list without numbers');
  let [slot, value, row] = [0, 0, 0];
  const isThere = (at: number): boolean => !definition || definition[at] === maxDefinition;
  for (; slot < repetition.length; slot++) {
    if (slot > 0 && repetition[slot] === 0) row++;
    if (row === ordinal) break;
    if (isThere(slot)) value++;
  }
  let end = slot;
  while (end < repetition.length && (end === slot || repetition[end] !== 0)) end++;
  if (end === slot || (definition && definition[slot]! < listDefinition)) return undefined;
  const values = cells as Numbers;
  let present = 0;
  for (let at = slot; at < end; at++) if (isThere(at)) present++;
  if (present === end - slot) return values.slice(value, value + present) as Numbers;
  const list = new (values.constructor as new (length: number) => Numbers)(end - slot);
  for (let at = slot; at < end; at++) list[at - slot] = isThere(at) ? values[value++]! : Number.NaN;
  return list;
}

function joined(parts: readonly Numbers[]): Numbers {
  const all = new (parts[0]!.constructor as new (length: number) => Numbers)(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
