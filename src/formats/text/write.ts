import type { PointCloud, ScalarType } from '../../core/index.ts';
import { labelledColumns, type PointLabelColumns, scalarColumns } from '../labelled-columns.ts';
import { allocateBytes, type OnRows } from '../write-rows.ts';

/** A micrometre: finer than any scanner, and than a float32 beyond 16 m. */
const DECIMALS = 6;
const BLOCK_ROWS = 1 << 13;

/**
 * CSV with a header row: `x,y,z` true coordinates in metres to the micrometre, then every attribute and label as in other formats, one
 * column a component. Floats have as many digits as they need to be read back the same; what is no number is `nan`.
 */
export function writeCsv(cloud: PointCloud, labels: PointLabelColumns, onRows?: OnRows): Uint8Array<ArrayBuffer> {
  const { count, positions, origin } = cloud;
  const columns = scalarColumns(labelledColumns(cloud, labels), ['x', 'y', 'z']);
  const texts = columns.map(({ type }) => textOf(type));
  const encoder = new TextEncoder();
  const blocks = [encoder.encode(`${['x', 'y', 'z', ...columns.map(({ name }) => name)].join(',')}\n`)];
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const to = Math.min(count, from + BLOCK_ROWS);
    let block = '';
    for (let i = from; i < to; i++) {
      for (let axis = 0; axis < 3; axis++) {
        if (axis > 0) block += ',';
        block += coordinate(positions[i * 3 + axis]! + origin[axis]!);
      }
      for (let c = 0; c < columns.length; c++) block += `,${texts[c]!(columns[c]!.values[i]!)}`;
      block += '\n';
    }
    blocks.push(encoder.encode(block));
    onRows?.(to, count);
  }
  const bytes = allocateBytes(
    blocks.reduce((sum, { length }) => sum + length, 0),
    cloud,
  );
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}

function coordinate(value: number): string {
  return String(Number(value.toFixed(DECIMALS)));
}

/** Nine digits tell every float32 from its neighbours. */
function textOf(type: ScalarType): (value: number) => string {
  const digits = type === 'float32' ? (value: number) => String(Number(value.toPrecision(9))) : String;
  return (value) => (Number.isInteger(value) ? whole(value) : Number.isFinite(value) ? digits(value) : odd(value));
}

function whole(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function odd(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}
