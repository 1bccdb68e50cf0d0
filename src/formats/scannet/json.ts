import { type ByteSource, FormatError } from '../../core/index.ts';
import { readText } from '../read-exact.ts';

export interface ScannetGroup {
  /** 0-based. */
  readonly objectId: number;
  /** Raw category text, e.g. "trashcan". */
  readonly label: string;
  readonly segments: readonly number[];
}

/** `segs.json`: the segment of every vertex of its mesh (ids are arbitrary numbers). @throws FormatError FORMAT_FIELD */
export async function readScannetSegments(source: ByteSource): Promise<Uint32Array> {
  const format = 'scannet-segs';
  const indices = asRecord(await parseJson(source, format))?.['segIndices'];
  if (!Array.isArray(indices) || !indices.every(isId)) throw badField(source, format, 'segIndices');
  return Uint32Array.from(indices);
}

/** `aggregation.json`: annotated objects as groups of segments. @throws FormatError FORMAT_FIELD */
export async function readScannetGroups(source: ByteSource): Promise<ScannetGroup[]> {
  const format = 'scannet-aggregation';
  const groups = asRecord(await parseJson(source, format))?.['segGroups'];
  if (!Array.isArray(groups)) throw badField(source, format, 'segGroups');
  return groups.map((entry: unknown): ScannetGroup => {
    const group = asRecord(entry);
    const [objectId, label, segments] = [group?.['objectId'] ?? group?.['id'], group?.['label'], group?.['segments']];
    if (!isId(objectId) || typeof label !== 'string' || !Array.isArray(segments) || !segments.every(isId)) {
      throw badField(source, format, 'segGroups');
    }
    return { objectId, label, segments };
  });
}

async function parseJson(source: ByteSource, format: string): Promise<unknown> {
  const text = await readText(source, format);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `"${source.name}" is no whole JSON file. Copy or download it again.`;
    throw new FormatError('FORMAT_TRUNCATED', message, { file: source.name, format }, cause);
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function isId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
}

function badField(source: ByteSource, format: string, field: string): FormatError {
  const message = `"${source.name}" has no usable "${field}". Drop the file that belongs to the _vh_clean_2 mesh.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format, field });
}
