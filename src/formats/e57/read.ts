import { type ByteSource, LimitError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { sharesForPreview, showPreview, wantsPreview } from '../preview.ts';
import { E57, fail } from './fail.ts';
import { openE57 } from './header.ts';
import type { E57Pages } from './pages.ts';
import { decodePackets, openSection, type PointSection } from './points.ts';
import type { E57Field } from './prototype.ts';
import { hasPlace, ScanColumns } from './scan-columns.ts';
import { type E57Scan, readScans } from './scans.ts';

/** Up to this much, a file may decode to whatever it says; beyond it, to so many times its own size. */
const UNQUESTIONED_BYTES = 16 << 20;
const MOST_EXPANSION = 500;

/**
 * E57 (ASTM E2807), reading only. All scans become one cloud in the file's frame: poses are applied, spherical coordinates converted,
 * points that are marked as invalid dropped with a count. Attributes: `rgb` (uint8, scaled by the colour limits), `intensity` (as stored),
 * `normal`, `timestamp`, `return`, and other columns under their own names; `scan` (index) where there are several. Text columns and
 * pictures are not read. Every page that is read is checked against its checksum.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readE57(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const { pages, root } = await openE57(source);
  const all = readScans(source, root);
  const scans = all.filter((scan) => scan.count > 0 && hasPlace(scan));
  const placeless = all.filter((scan) => scan.count > 0 && !hasPlace(scan));
  if (scans.length === 0 && placeless.length > 0) {
    throw fail(source, 'FORMAT_FIELD', 'its points have neither cartesian nor spherical coordinates', 'prototype');
  }
  if (placeless.length > 0) {
    const message = `${placeless.length} of ${all.length} scans have no coordinates and were left out`;
    options.diagnostics?.warn('E57_SCANS', message, placeless.length);
  }
  const sections: PointSection[] = [];
  for (const scan of scans) {
    const section = await openSection(source, pages, scan.pointsAt);
    checkCount(source, scan, section);
    sections.push(section);
  }
  const total = scans.reduce((sum, scan) => sum + scan.count, 0);
  refuseBombs(source, scans, total);
  if (wantsPreview(source, options)) {
    // The first points of every scan: inside one, packets have to be read in their order.
    const shares = sharesForPreview(scans.map(({ count }) => count));
    const some = scans.map((scan, i) => ({ ...scan, count: shares[i]! }));
    const sample = await readColumns(source, pages, some, sections, { signal: options.signal });
    showPreview(options, () => cloudOf(source, sample, {}));
  }
  const columns = await readColumns(source, pages, scans, sections, options);
  sayScans(scans, options);
  return cloudOf(source, columns, options);
}

/** The first `count` points of each scan. */
async function readColumns(
  source: ByteSource,
  pages: E57Pages,
  scans: readonly E57Scan[],
  sections: readonly PointSection[],
  options: ReadOptions,
): Promise<ScanColumns> {
  const total = scans.reduce((sum, scan) => sum + scan.count, 0);
  const columns = new ScanColumns(scans, total, source.name);
  let from = 0;
  for (const [index, scan] of scans.entries()) {
    const { streams, finish } = columns.open(scan, index, from);
    await decodePackets(source, pages, sections[index]!, streams, scan.count, options);
    finish();
    from += scan.count;
  }
  return columns;
}

function cloudOf(source: ByteSource, columns: ScanColumns, options: ReadOptions): DecodedCloud {
  const [x, y, z] = columns.axes;
  return buildCloud({ name: source.name, format: E57, x, y, z, attributes: columns.attributes(options) }, options);
}

/** Records that take bits need bytes to lie in. */
function checkCount(source: ByteSource, { count, fields, name }: E57Scan, section: PointSection): void {
  const bits = fields.reduce((sum, field) => sum + bitsOf(field), 0);
  if (bits > 0 && (count * bits) / 8 <= section.end - section.start) return;
  const why = `"${name.slice(0, 80)}" is said to have ${count} points of ${bits} bits, and its section has ${section.end - section.start} bytes`;
  throw fail(source, 'FORMAT_FIELD', why, 'recordCount');
}

function bitsOf({ coding }: E57Field): number {
  switch (coding.kind) {
    case 'float32':
      return 32;
    case 'float64':
      return 64;
    case 'bits':
      return coding.bits;
    case 'string':
      return 8;
  }
}

/** A column of one value takes no bytes, and one of 1 bit eight times less than it takes in memory. */
function refuseBombs(source: ByteSource, scans: readonly E57Scan[], total: number): void {
  const widest = scans.reduce((most, { fields }) => Math.max(most, fields.length), 0);
  const needed = total * 8 * (widest + 5);
  const available = Math.max(UNQUESTIONED_BYTES, source.size * MOST_EXPANSION);
  if (needed <= available) return;
  const message = `"${source.name}" says it holds ${total} points in ${source.size} bytes, more than any scan is packed to. The file is damaged; export it again.`;
  throw new LimitError('LIMIT_POINTS', message, { limit: 'decoded bytes', needed, available, file: source.name });
}

function sayScans(scans: readonly E57Scan[], options: ReadOptions): void {
  if (scans.length < 2) return;
  const named = scans.slice(0, 8).map(({ name, count }, i) => `${i} ${name.slice(0, 60)} (${count})`);
  const more = scans.length > named.length ? `, and ${scans.length - named.length} more` : '';
  const message = `${scans.length} scans were put together, by the column "scan": ${named.join(', ')}${more}`;
  options.diagnostics?.info('E57_SCANS', message, scans.length);
  const limits = new Set(scans.flatMap((scan) => (scan.intensityLimits ? [scan.intensityLimits.join(' ')] : [])));
  if (limits.size > 1) {
    const text = 'The scans state different limits of their intensity: values are as stored, and differ between scans';
    options.diagnostics?.warn('E57_INTENSITY', text, limits.size);
  }
}
