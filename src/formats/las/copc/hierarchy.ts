import { type ByteSource, FormatError, throwIfCancelled } from '../../../core/index.ts';
import type { ReadOptions } from '../../decoded-cloud.ts';
import { readExact } from '../../read-exact.ts';
import { COPC } from '../header.ts';
import type { LazChunk } from '../laz/chunk-table.ts';
import { findRecord, type LasRecord } from '../records.ts';

/** Nodes of one depth of the octree, all of them. */
export interface CopcLevel {
  readonly level: number;
  readonly nodes: readonly LazChunk[];
  readonly points: number;
}

export interface CopcLevels {
  /** From coarse to fine, without gaps; points of a level are not repeated in the next. */
  readonly levels: readonly CopcLevel[];
  /** Whether finer levels were left out for the budget. */
  readonly isCut: boolean;
  /** Metres between the points of level 0; halves with each level. */
  readonly spacing: number;
}

interface Page {
  readonly offset: number;
  readonly size: number;
}

const INFO_BYTES = 160;
const ENTRY_BYTES = 32;
const DEEPEST = 31;
const MOST_ENTRIES = 4_000_000;

/**
 * Levels of a COPC file (copc.io 1.0), whole ones only, as many as fit into `pointBudget`; at least the first. Pages of the hierarchy
 * that only finer levels need are not read.
 * @throws FormatError when the hierarchy contradicts itself or the file
 */
export async function readCopcLevels(
  source: ByteSource,
  records: readonly LasRecord[],
  pointBudget: number,
  options: ReadOptions,
): Promise<CopcLevels> {
  const info = findRecord(records, 'copc', 1);
  if (!info || info.length < INFO_BYTES) throw damaged(source, 'it has no description of its octree', 0);
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
  const spacing = view.getFloat64(32, true);
  const root = { offset: Number(view.getBigUint64(40, true)), size: Number(view.getBigUint64(48, true)) };
  const walk = new HierarchyWalk(source, options);
  await walk.read(root);
  const levels: CopcLevel[] = [];
  let points = 0;
  for (let level = 0; level <= DEEPEST; level++) {
    for (const page of walk.pagesAt(level)) await walk.read(page);
    const nodes = walk.nodesAt(level);
    const here = nodes.reduce((sum, node) => sum + node.count, 0);
    if (nodes.length === 0 && !walk.goesBeyond(level)) break;
    if (level > 0 && points + here > pointBudget) return { levels, isCut: true, spacing };
    points += here;
    // Near to each other in the file is near in time too.
    levels.push({ level, nodes: [...nodes].sort((a, b) => a.offset - b.offset), points: here });
  }
  return { levels, isCut: false, spacing };
}

class HierarchyWalk {
  private readonly source: ByteSource;
  private readonly options: ReadOptions;
  private readonly nodes: LazChunk[][] = [];
  private readonly pages: Page[][] = [];
  private readonly seen = new Set<number>();
  private entries = 0;

  constructor(source: ByteSource, options: ReadOptions) {
    this.source = source;
    this.options = options;
  }

  nodesAt(level: number): readonly LazChunk[] {
    return this.nodes[level] ?? [];
  }

  /** Pages whose root is at this level. */
  pagesAt(level: number): readonly Page[] {
    return this.pages[level] ?? [];
  }

  goesBeyond(level: number): boolean {
    return this.nodes.length > level + 1 || this.pages.length > level + 1;
  }

  async read({ offset, size }: Page): Promise<void> {
    throwIfCancelled(this.options.signal, 'reading');
    const { source } = this;
    if (this.seen.has(offset)) throw damaged(source, 'its octree leads back to itself', offset);
    this.seen.add(offset);
    this.entries += size / ENTRY_BYTES;
    if (size % ENTRY_BYTES !== 0 || this.entries > MOST_ENTRIES) {
      throw damaged(source, `a page of its octree is said to have ${size} bytes`, offset);
    }
    const bytes = await readExact(source, offset, offset + size, COPC, 'a page of its octree');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += ENTRY_BYTES) this.add(view, at, offset);
  }

  private add(view: DataView, at: number, page: number): void {
    const level = view.getInt32(at, true);
    const offset = Number(view.getBigUint64(at + 16, true));
    const size = view.getInt32(at + 24, true);
    const count = view.getInt32(at + 28, true);
    const isPage = count === -1;
    if (level < 0 || level > DEEPEST || count < -1 || size < 0) {
      throw damaged(this.source, 'an entry of its octree makes no sense', page + at);
    }
    if (count === 0) return;
    if (offset + size > this.source.size) {
      throw damaged(this.source, 'a node of its octree lies behind the end of the file', page + at);
    }
    const list = isPage ? this.pages : this.nodes;
    while (list.length <= level) list.push([]);
    if (isPage) this.pages[level]!.push({ offset, size });
    else this.nodes[level]!.push({ offset, size, count });
  }
}

function damaged(source: ByteSource, why: string, byteOffset: number): FormatError {
  const message = `"${source.name}" cannot be read as COPC: ${why}. The file is damaged; export it again.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: COPC, byteOffset, field: 'hierarchy' });
}
