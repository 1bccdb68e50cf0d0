import { type ByteSource, FormatError, type TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { previewRows } from '../preview.ts';
import { emptyFile } from '../read-exact.ts';
import { type PointRows, readPoints } from '../row-table.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { BIN_LAYOUT_NAMES, BIN_LAYOUTS, type BinLayoutName, type LayoutScore, scoreLayouts } from './layout.ts';
import { attributesOfLayout } from './name-columns.ts';

export const FLOAT_BIN = 'float32-bin';

/** A multiple of every stride's bytes (12, 16, 20, 24, 28), so that a window at a multiple of it starts at a row. */
const WINDOW_BYTES = 1680 * 32;

/**
 * Headerless little-endian float32 rows (KITTI, SemanticKITTI, nuScenes, mmdet3d): the layout is detected, said in the
 * diagnostic `BIN_LAYOUT`, and can be overridden by `binLayout`, or column by column by `columns`.
 * @throws FormatError FORMAT_UNKNOWN when no layout fits, FORMAT_TRUNCATED when bytes are left over
 */
export async function readFloatBin(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  if (source.size === 0) throw emptyFile(source, FLOAT_BIN);
  const names = options.columns ?? (await namesOf(source, options));
  const rowBytes = names.length * 4;
  const leftOver = source.size % rowBytes;
  if (leftOver !== 0) {
    const message = `"${source.name}" ends in the middle of a point: ${names.length} floats (${names.join(' ')}) a point leave ${leftOver} bytes over. Copy it again, or choose other columns.`;
    const context = {
      file: source.name,
      format: FLOAT_BIN,
      byteOffset: source.size - leftOver,
      field: names.join(' '),
    };
    throw new FormatError('FORMAT_TRUNCATED', message, context);
  }
  const fields = names.map((name, i) => ({ name, type: 'float32' as const, offset: i * 4, components: 1 }));
  const table = { byteOffset: 0, rowBytes, count: source.size / rowBytes, littleEndian: true, fields };
  const at = (name: string): number => names.indexOf(name);
  const axes = [at('x'), at('y'), at('z')] as const;
  const toCloud = ({ coordinates, columns }: PointRows, said: ReadOptions): DecodedCloud => {
    const attributes = attributesOfNames(names, columns, said);
    return buildCloud({ name: source.name, format: FLOAT_BIN, coordinates, attributes }, said);
  };
  await previewRows(source, table, axes, FLOAT_BIN, options, (sample) => toCloud(sample, {}));
  return toCloud(await readPoints(source, table, axes, FLOAT_BIN, options), options);
}

async function namesOf(source: ByteSource, options: ReadOptions): Promise<readonly string[]> {
  const { binLayout } = options;
  if (binLayout === undefined) return BIN_LAYOUTS[await detect(source, options)];
  const names = BIN_LAYOUTS[binLayout];
  options.onColumns?.({ names, reason: 'that is how its data set stores points', alternatives: [] });
  return names;
}

function attributesOfNames(
  names: readonly string[],
  columns: readonly (TypedArray | undefined)[],
  options: ReadOptions,
) {
  const layout = BIN_LAYOUT_NAMES.find((known) => BIN_LAYOUTS[known].join(' ') === names.join(' '));
  if (layout) return attributesOfLayout(layout, columns);
  const own = names.flatMap((name, c) => (columns[c] && name !== '_' ? [{ name, values: columns[c] }] : []));
  return attributesOfTable(own, options.diagnostics);
}

async function detect(source: ByteSource, options: ReadOptions): Promise<BinLayoutName> {
  const fitting = await detectBinLayouts(source);
  const best = fitting[0];
  if (!best) {
    const message = `"${source.name}" was not recognised: it has no known first bytes, and its numbers do not look like points (x y z … as float32). If it is one, choose its column layout: ${BIN_LAYOUT_NAMES.join(', ')}.`;
    throw new FormatError('FORMAT_UNKNOWN', message, { file: source.name, format: FLOAT_BIN });
  }
  const others = fitting.slice(1).map(({ layout }) => layout);
  const alternative = others.length > 0 ? `; ${others.join(', ')} would fit too` : '';
  const columns = BIN_LAYOUTS[best.layout].join(' ');
  options.diagnostics?.info('BIN_LAYOUT', `Read as float32 ${columns}, because ${best.reason}${alternative}`);
  options.onColumns?.({
    names: BIN_LAYOUTS[best.layout],
    reason: best.reason,
    alternatives: others.map((layout) => BIN_LAYOUTS[layout]),
  });
  return best.layout;
}

/**
 * Layouts that the numbers of a headerless file agree with, best first. Those that divide the file's length come before
 * those that do not only when both fit equally well: a good fit with bytes left over is a truncated file.
 */
export async function detectBinLayouts(source: ByteSource): Promise<LayoutScore[]> {
  const windows = await Promise.all(
    [0, Math.floor(source.size / 2 / WINDOW_BYTES) * WINDOW_BYTES].map((start) =>
      source.read(start, start + WINDOW_BYTES),
    ),
  );
  const isOneWindow = source.size <= WINDOW_BYTES;
  const sample = toFloats(isOneWindow ? windows.slice(0, 1) : windows);
  const name = source.path.toLowerCase();
  const hinted = (layout: BinLayoutName) => {
    if (layout === 'xyz-intensity-ring' && /lidar_top|\.pcd\.bin$/.test(name)) return 0.5;
    return layout === 'xyz-intensity' && /velodyne/.test(name) ? 0.5 : 0;
  };
  const divides = (layout: BinLayoutName) => (source.size % (BIN_LAYOUTS[layout].length * 4) === 0 ? 0.4 : 0);
  return scoreLayouts(sample)
    .map((entry) => ({ ...entry, score: entry.score + hinted(entry.layout) + divides(entry.layout) }))
    .sort((a, b) => b.score - a.score);
}

function toFloats(windows: readonly Uint8Array[]): Float32Array {
  // Each window is cut to whole rows of every stride, unless it is the file's only one.
  const usable = windows.map((bytes) =>
    windows.length === 1 ? bytes : bytes.subarray(0, Math.floor(bytes.length / 1680) * 1680),
  );
  const floats = new Float32Array(usable.reduce((sum, bytes) => sum + (bytes.length >> 2), 0));
  let at = 0;
  for (const bytes of usable) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i + 4 <= bytes.length; i += 4) floats[at++] = view.getFloat32(i, true);
  }
  return floats;
}
