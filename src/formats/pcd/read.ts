import type { ByteSource } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { readAscii } from './ascii.ts';
import { readBinary, readCompressed } from './binary.ts';
import { type PcdPoints, pcdAttributes } from './columns.ts';
import { fail, isAxis, PCD, type PcdHeader, readPcdHeader } from './header.ts';

/**
 * PCD (Point Cloud Library) with ascii, binary or compressed points. Rows without finite coordinates, which organised clouds
 * have many of, are dropped and counted; the viewpoint and the grid's size are kept in the diagnostics and comments.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readPcd(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const header = await readPcdHeader(source);
  for (const axis of ['x', 'y', 'z']) {
    const isThere = header.fields.some((field) => isAxis(field, axis));
    if (!isThere) throw fail(source, 'FORMAT_FIELD', 0, `its points have no ${axis} coordinate`, axis);
  }
  const toCloud = (points: PcdPoints, said: ReadOptions) => cloudOf(source, header, points, said);
  const points = await readPoints(source, header, options, (sample) => toCloud(sample, {}));
  sayFacts(header, options);
  const decoded = toCloud(points, options);
  // An origin away from zero means coordinates beyond 8 km: there a float32 steps by more than half a millimetre.
  const areFloats =
    header.encoding !== 'ascii' && header.fields.some((field) => isAxis(field, 'x') && field.type === 'float32');
  if (areFloats && decoded.cloud.origin.some((value) => value !== 0)) {
    const message =
      'Large coordinates are stored as 32-bit floats: their steps (0.06 m at 1 000 km, 0.5 m in northings) are in the file';
    options.diagnostics?.warn('FLOAT_COARSE', message);
  }
  return decoded;
}

function cloudOf(
  source: ByteSource,
  header: PcdHeader,
  { coordinates, columns }: PcdPoints,
  options: ReadOptions,
): DecodedCloud {
  const { name } = source;
  const comments = header.viewpoint ? [`VIEWPOINT ${header.viewpoint.join(' ')}`] : [];
  return buildCloud({ name, format: PCD, coordinates, attributes: pcdAttributes(columns), comments }, options);
}

function readPoints(
  source: ByteSource,
  header: PcdHeader,
  options: ReadOptions,
  toPreview: (sample: PcdPoints) => DecodedCloud,
): Promise<PcdPoints> {
  switch (header.encoding) {
    case 'ascii':
      return readAscii(source, header, options, toPreview);
    case 'binary':
      return readBinary(source, header, options, toPreview);
    case 'binary_compressed':
      return readCompressed(source, header, options, toPreview);
  }
}

function sayFacts(header: PcdHeader, { diagnostics }: ReadOptions): void {
  // A grid one column wide is a list.
  if (header.height > 1 && header.width > 1) {
    diagnostics?.info('PCD_ORGANISED', `The points form a grid of ${header.width} × ${header.height}`);
  }
  const [tx, ty, tz, ...rotation] = header.viewpoint ?? [0, 0, 0, 1, 0, 0, 0];
  if (tx !== 0 || ty !== 0 || tz !== 0 || rotation[0] !== 1) {
    const message = `The sensor's pose is kept as information, points are not moved by it: ${header.viewpoint!.join(' ')} (x y z, quaternion w x y z)`;
    diagnostics?.info('PCD_VIEWPOINT', message);
  }
}
