import type { ByteSource } from '../core/index.ts';
import { sniffZip } from './archive/sniff-zip.ts';
import { isZip } from './archive/zip-directory.ts';
import { sniffArrow, sniffArrowStream } from './arrow/sniff.ts';
import { DRACO } from './draco/format.ts';
import { E57 } from './e57/fail.ts';
import { detectBinLayouts, FLOAT_BIN } from './float-bin/read.ts';
import { recogniseKnown } from './known-files.ts';
import { lasFormat } from './las/sniff.ts';
import { latin1 } from './latin1.ts';
import { NPY } from './npy/header.ts';
import { sniffParquet } from './parquet/sniff.ts';
import { PCD } from './pcd/header.ts';
import { PLY } from './ply/header.ts';
import { isSens, SENS } from './sens/header.ts';
import { sniffJson } from './sniff-json.ts';
import { sniffTextCloud } from './sniff-text-cloud.ts';
import { sniffTextPath } from './sniff-text-path.ts';
import type { PartFormat, Sniffed } from './sniffed.ts';
import { isExampleRecord } from './tf3d/example.ts';
import { TF3D } from './tf3d/read.ts';
import { isTfRecordHeader } from './tfrecord/records.ts';
import { WAYMO } from './waymo/read.ts';

export type { CloudFormat, PartFormat, Sniffed } from './sniffed.ts';

const HEAD_BYTES = 4096;

/** What a file is, by its first bytes. Its name only breaks ties where the bytes carry no mark (`.label`, `_lidarseg.bin`). */
export async function sniff(source: ByteSource): Promise<Sniffed> {
  if (source.size === 0) return isEmptyLabel(source) ? { kind: 'part', format: 'kitti-label' } : { kind: 'empty' };
  const head = await source.read(0, HEAD_BYTES);
  const text = latin1(head);
  if (/^ply[ \t]*[\r\n]/.test(text)) return { kind: 'cloud', format: PLY };
  if (isPcd(text)) return { kind: 'cloud', format: PCD };
  if (text.startsWith('ASTM-E57')) return { kind: 'cloud', format: E57 };
  if (text.startsWith('LASF')) return { kind: 'cloud', format: lasFormat(head, text) };
  if (text.startsWith('\x93NUMPY')) return { kind: 'cloud', format: NPY };
  if (isTfRecordHeader(head)) return { kind: 'cloud', format: isExampleRecord(head) ? TF3D : WAYMO };
  if (text.startsWith('ARROW1')) return sniffArrow(source);
  if (text.startsWith('\xff\xff\xff\xff')) {
    const stream = await sniffArrowStream(source);
    if (stream) return stream;
  }
  if (text.startsWith('DRACO')) return { kind: 'cloud', format: DRACO };
  if (text.startsWith('PAR1')) return sniffParquet(source);
  if (isZip(head)) return sniffZip(source);
  if (isSens(head)) return { kind: 'cloud', format: SENS };
  const known = recogniseKnown(text);
  if (known) return { kind: 'known', file: known };
  if (isText(head)) return sniffText(source, head, text);
  return sniffRaw(source);
}

/** A frame of KITTI without an object has an empty file. */
function isEmptyLabel({ path }: ByteSource): boolean {
  return /(^|\/)label_2\/\d+\.txt$/.test(path);
}

/** PCD's comment line may be missing, and its keys come in any order and case. */
function isPcd(text: string): boolean {
  if (/^#[^\n]*\.PCD/.test(text)) return true;
  return (
    /^(VERSION|FIELDS|COLUMNS)[ \t]/i.test(text) && /^(FIELDS|COLUMNS)[ \t].*(\r?\n.*){0,12}\r?\nDATA[ \t]/im.test(text)
  );
}

/** Rooms of S3DIS have a stray control byte inside a number: that many in a head are still text. */
const STRAY_BYTES = 2;
const MIN_BYTES_OF_STRAYED = 256;

/** Text: no control bytes but tabs and line breaks. UTF-8 is text. */
function isText(head: Uint8Array): boolean {
  let stray = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) stray++;
  }
  return stray === 0 || (stray <= STRAY_BYTES && head.length >= MIN_BYTES_OF_STRAYED);
}

const NUMBER = '[-+]?[\\d.]+(?:[eE][-+]?\\d+)?';
const KITTI_LABEL = new RegExp(`^[A-Za-z_]+(?: ${NUMBER}){14,15}\\s*$`);

async function sniffText(source: ByteSource, head: Uint8Array, text: string): Promise<Sniffed> {
  const part = (format: PartFormat): Sniffed => ({ kind: 'part', format });
  const start = text.trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return sniffJson(source, text);
  const byPath = sniffTextPath(source, start);
  if (byPath) return part(byPath);
  const firstLine = start.split(/\r?\n/, 1)[0] ?? '';
  if (KITTI_LABEL.test(firstLine)) return part('kitti-label');
  if (/^(P0|P1|P2|P3|R0_rect|Tr_velo_to_cam|Tr)\s*:/m.test(text)) return part('kitti-calib');
  if (/^(axisAlignment|colorToDepthExtrinsics|numDepthFrames|sceneType)\s*=/m.test(text)) return part('scannet-meta');
  if (firstLine.includes('\t') && firstLine.split('\t').includes('nyu40id')) return part('scannet-tsv');
  const cloud = await sniffTextCloud(source, head, text);
  if (cloud) return { kind: 'cloud', format: cloud };
  const advice =
    'It has no rows of numbers x y z …, and no header that names them: call three columns x, y and z in its first line.';
  return { kind: 'known', file: { name: 'a text file', advice } };
}

/** No mark at all: floats that look like points, else labels by name. */
async function sniffRaw(source: ByteSource): Promise<Sniffed> {
  const path = source.path.toLowerCase();
  if (path.endsWith('.label') && source.size % 4 === 0) return { kind: 'part', format: 'semantickitti-label' };
  if (/(^|\/)(segmentation|semantic_mask|instance_mask)\/[^/]+\.bin$/.test(path))
    return { kind: 'part', format: 'point-labels' };
  if (source.size >= 12 && (await detectBinLayouts(source)).length > 0) return { kind: 'cloud', format: FLOAT_BIN };
  if (/lidarseg\.bin$/.test(path)) return { kind: 'part', format: 'nuscenes-lidarseg' };
  return { kind: 'unknown' };
}
