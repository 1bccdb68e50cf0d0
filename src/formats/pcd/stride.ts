import type { ByteSource, StageOptions } from '../../core/index.ts';
import { readExact, truncated } from '../read-exact.ts';
import { CELL_BYTES, cellReader } from '../row-table.ts';
import { fieldBytes, isPadding, PCD, type PcdField, type PcdHeader } from './header.ts';

export interface PlacedField {
  readonly field: PcdField;
  /** Bytes from the start of the row. */
  readonly offset: number;
}

export interface PcdRows {
  readonly rowBytes: number;
  readonly fields: readonly PlacedField[];
}

const SAMPLE_ROWS = 256;

/**
 * Where each field lies in the rows of `DATA binary`. Headers written by hand give padding wrong counts, so two things are
 * checked against the bytes: the row's length against the file's (when every byte of the file is accounted for by another
 * length, that one is right), and fields that the declared offsets put across their natural alignment, where PCL never puts one.
 * Both repairs are said in the diagnostics. @throws FormatError FORMAT_TRUNCATED
 */
export async function placeFields(source: ByteSource, header: PcdHeader, options: StageOptions): Promise<PcdRows> {
  const declared: PlacedField[] = [];
  let end = 0;
  for (const field of header.fields) {
    if (!isPadding(field)) declared.push({ field, offset: end });
    end += fieldBytes(field);
  }
  const rowBytes = rowLength(source, header, end, options);
  const fields = await realign(source, header, { rowBytes, fields: declared }, options);
  return { rowBytes, fields };
}

function rowLength(source: ByteSource, header: PcdHeader, declared: number, options: StageOptions): number {
  const { points, bodyOffset } = header;
  const body = source.size - bodyOffset;
  if (declared * points === body || points === 0) return declared;
  const hasPadding = header.fields.some((field) => field.name === '_');
  const exact = body / points;
  const least = header.fields.reduce((sum, field) => sum + (isPadding(field) ? 0 : fieldBytes(field)), 0);
  // Few points: a page of trailing zeros (PCL maps files by pages) would divide evenly by chance.
  const isOther = hasPadding && points > 4096 && Number.isInteger(exact) && exact >= least;
  if (isOther) {
    const message = `The header's padding makes ${declared} bytes a point, the file holds ${exact}: read as ${exact}`;
    options.diagnostics?.warn('PCD_STRIDE', message);
    return exact;
  }
  const needed = bodyOffset + declared * points;
  if (needed > source.size) throw truncated(source, PCD, `a table of ${points} points`, needed);
  if (needed < source.size) {
    const left = source.size - needed;
    options.diagnostics?.info('PCD_TRAILING', `${left} bytes after the last point were not read`, left);
  }
  return declared;
}

async function realign(
  source: ByteSource,
  header: PcdHeader,
  rows: PcdRows,
  options: StageOptions,
): Promise<readonly PlacedField[]> {
  const hasPadding = header.fields.some((field) => field.name === '_');
  const first = rows.fields.findIndex(({ field, offset }) => offset % CELL_BYTES[field.type] !== 0);
  if (!hasPadding || first < 0 || header.points === 0) return rows.fields;
  const aligned = rows.fields.slice(0, first);
  let end = 0;
  for (const { field, offset } of aligned) end = offset + fieldBytes(field);
  for (const { field } of rows.fields.slice(first)) {
    const size = CELL_BYTES[field.type];
    const offset = Math.ceil(end / size) * size;
    aligned.push({ field, offset });
    end = offset + fieldBytes(field);
  }
  if (end > rows.rowBytes) return rows.fields;
  const count = Math.min(SAMPLE_ROWS, header.points);
  const bytes = await readExact(
    source,
    header.bodyOffset,
    header.bodyOffset + count * rows.rowBytes,
    PCD,
    'the first points',
  );
  const plausible = (fields: readonly PlacedField[]) => plausibility(bytes, rows.rowBytes, fields.slice(first));
  if (plausible(aligned) < plausible(rows.fields)) return rows.fields;
  const moved = aligned.filter(({ offset }, i) => offset !== rows.fields[i]!.offset);
  const list = moved.map(({ field, offset }) => `${field.name} at byte ${offset}`).join(', ');
  const message = `The header's padding is wrong: ${list} of each point, where its type is aligned`;
  options.diagnostics?.warn('PCD_OFFSETS', message, moved.length);
  return aligned;
}

/** Share of values that look like numbers somebody stored: zero, or of a size between 1e-12 and 1e18. */
function plausibility(bytes: Uint8Array, rowBytes: number, fields: readonly PlacedField[]): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [good, all] = [0, 0];
  for (const { field, offset } of fields) {
    const read = cellReader(field.type, true);
    for (let at = offset; at + CELL_BYTES[field.type] <= bytes.length; at += rowBytes) {
      const size = Math.abs(read(view, at));
      all++;
      if (size === 0 || (size > 1e-12 && size < 1e18)) good++;
    }
  }
  return all === 0 ? 0 : good / all;
}
