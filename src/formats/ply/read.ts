import { type ByteSource, FormatError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { truncated } from '../read-exact.ts';
import { readAsciiVertices } from './ascii.ts';
import { endOfBinaryElement, minimumRowBytes, readBinaryVertices } from './binary.ts';
import { attributesOf } from './columns.ts';
import { fail, PLY, type PlyElement, type PlyHeader, readPlyHeader } from './header.ts';
import { parseStatedOrigin } from './scene-comments.ts';
import type { VertexRows } from './vertex-table.ts';

/**
 * PLY, ascii and both binary byte orders. Vertices only: faces and other elements are walked where they come first and left
 * unread where they come after. A `comment voxelens origin x y z` line is added to the cloud's origin.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readPly(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const header = await readPlyHeader(source);
  const vertex = header.elements.find((element) => element.name === 'vertex' || element.name === 'point');
  if (!vertex) throw fail(source, 'FORMAT_FIELD', header.bodyOffset, 'it has no vertex element', 'vertex');
  if (vertex.properties.some(({ name }) => name === 'packed_position')) {
    const message = `"${source.name}" holds compressed splats, which are not read. Export it as an uncompressed PLY.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: PLY, field: 'packed_position' });
  }
  for (const axis of ['x', 'y', 'z']) {
    const isThere = vertex.properties.some(
      (property) => property.kind === 'scalar' && property.name.toLowerCase() === axis,
    );
    if (!isThere) throw fail(source, 'FORMAT_FIELD', 0, `its vertices have no ${axis} coordinate`, axis);
  }
  if (vertex.count === 0) {
    const message = `"${source.name}" has nothing to show: it holds no points. Choose another file.`;
    throw new FormatError('FORMAT_EMPTY', message, { file: source.name, format: PLY });
  }
  checkSize(source, header, vertex, options);
  const toCloud = (rows: VertexRows, said: ReadOptions): DecodedCloud => cloudOf(source, header, vertex, rows, said);
  return toCloud(await readVertices(source, header, vertex, options, (sample) => toCloud(sample, {})), options);
}

function cloudOf(
  source: ByteSource,
  header: PlyHeader,
  { properties }: PlyElement,
  { coordinates, columns, rgb }: VertexRows,
  options: ReadOptions,
): DecodedCloud {
  const named = properties.flatMap(({ name }, i) => {
    return columns[i] && !/^[xyz]$/i.test(name) ? [{ name, values: columns[i] }] : [];
  });
  const { comments } = header;
  const statedOrigin = parseStatedOrigin(comments);
  const colours = rgb ? [{ name: 'rgb', components: 3, values: rgb }] : [];
  const attributes = [...colours, ...attributesOf(named, rgb !== undefined, options.diagnostics)];
  return buildCloud({ name: source.name, format: PLY, coordinates, attributes, comments, statedOrigin }, options);
}

async function readVertices(
  source: ByteSource,
  header: PlyHeader,
  vertex: PlyElement,
  options: ReadOptions,
  toPreview: (sample: VertexRows) => DecodedCloud,
): Promise<VertexRows> {
  if (header.encoding === 'ascii') {
    return readAsciiVertices(source, header.bodyOffset, header.elements, vertex, options, toPreview);
  }
  const littleEndian = header.encoding === 'binary_little_endian';
  let byteOffset = header.bodyOffset;
  for (const element of header.elements) {
    if (element === vertex) break;
    byteOffset = await endOfBinaryElement(source, element, { byteOffset, littleEndian }, options);
  }
  return readBinaryVertices(source, vertex, { byteOffset, littleEndian }, options, toPreview);
}

/** Fewest bytes that the declared counts can take, checked before anything is allocated. */
function checkSize(source: ByteSource, header: PlyHeader, vertex: PlyElement, options: ReadOptions): void {
  const perRow = (element: PlyElement) =>
    header.encoding === 'ascii' ? element.properties.length * 2 : minimumRowBytes(element);
  // The very last token of an ascii file needs no separator.
  let needed = header.bodyOffset - (header.encoding === 'ascii' ? 1 : 0);
  let isPastVertex = false;
  for (const element of header.elements) {
    needed += perRow(element) * element.count;
    if (needed > source.size) {
      if (!isPastVertex) throw truncated(source, PLY, `the element "${element.name}" of ${element.count} rows`, needed);
      const message = `the file ends inside "${element.name}", which is not shown; every point is there`;
      options.diagnostics?.warn('PLY_TAIL_TRUNCATED', message);
      return;
    }
    if (element === vertex) isPastVertex = true;
  }
}
