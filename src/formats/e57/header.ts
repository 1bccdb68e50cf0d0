import type { ByteSource } from '../../core/index.ts';
import { emptyFile, truncated } from '../read-exact.ts';
import { E57, fail } from './fail.ts';
import { E57Pages, PAGE_BYTES } from './pages.ts';
import { parseXml, type XmlElement, XmlError } from './xml.ts';

const HEADER_BYTES = 48;
const MAGIC = 'ASTM-E57';
/** The description of a file: scans and pictures by name. A thousand scans take a few megabytes. */
const MOST_XML_BYTES = 64 << 20;

export interface E57File {
  readonly pages: E57Pages;
  readonly root: XmlElement;
}

/** Header and description of an E57 file (ASTM E2807). @throws FormatError */
export async function openE57(source: ByteSource): Promise<E57File> {
  if (source.size === 0) throw emptyFile(source, E57);
  const head = await source.read(0, HEADER_BYTES);
  const text = String.fromCharCode(...head.subarray(0, MAGIC.length));
  if (text !== MAGIC.slice(0, text.length)) {
    throw fail(source, 'FORMAT_MAGIC', `it does not start with ${MAGIC}`, 'signature', 0);
  }
  if (head.length < HEADER_BYTES || source.size < PAGE_BYTES)
    throw truncated(source, E57, 'the first page', PAGE_BYTES);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const major = view.getUint32(8, true);
  if (major !== 1) throw fail(source, 'FORMAT_FIELD', `it is version ${major}, and version 1 is read`, 'version', 8);
  const fileBytes = Number(view.getBigUint64(16, true));
  if (source.size < fileBytes) throw truncated(source, E57, 'the file', fileBytes);
  const pageBytes = Number(view.getBigUint64(40, true));
  if (pageBytes !== PAGE_BYTES) {
    throw fail(source, 'FORMAT_FIELD', `its pages have ${pageBytes} bytes, not ${PAGE_BYTES}`, 'page size', 40);
  }
  const pages = new E57Pages(source);
  const xmlAt = pages.toLogical(Number(view.getBigUint64(24, true)), 'description');
  const xmlBytes = Number(view.getBigUint64(32, true));
  if (xmlBytes > MOST_XML_BYTES || xmlAt + xmlBytes > pages.logicalSize) {
    throw fail(source, 'FORMAT_FIELD', `its description is said to have ${xmlBytes} bytes`, 'XML length', 32);
  }
  const xml = await pages.read(xmlAt, xmlAt + xmlBytes, 'the description');
  return { pages, root: parse(source, new TextDecoder().decode(xml)) };
}

function parse(source: ByteSource, text: string): XmlElement {
  try {
    return parseXml(text);
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw fail(source, 'FORMAT_FIELD', `its description is no valid XML: ${cause.message}`, 'XML', cause.at);
  }
}
