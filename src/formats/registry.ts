import { type ByteSource, FormatError } from '../core/index.ts';
import { ARROW } from './arrow/messages.ts';
import { readArrow } from './arrow/read.ts';
import type { DecodedCloud, ReadOptions } from './decoded-cloud.ts';
import { DRACO } from './draco/format.ts';
import { E57 } from './e57/fail.ts';
import { readE57 } from './e57/read.ts';
import { FLOAT_BIN, readFloatBin } from './float-bin/read.ts';
import { readCopc } from './las/copc/read-copc.ts';
import { COPC, LAS, LAZ } from './las/header.ts';
import { readLas } from './las/read.ts';
import { NPY } from './npy/header.ts';
import { NPZ, readNpz } from './npy/npz.ts';
import { readNpy } from './npy/read.ts';
import { OBJ, readObj } from './obj/read.ts';
import { OFF, readOff } from './off/read.ts';
import { PARQUET } from './parquet/format.ts';
import { PCD } from './pcd/header.ts';
import { readPcd } from './pcd/read.ts';
import { PLY } from './ply/header.ts';
import { readPly } from './ply/read.ts';
import { PTX, readPtx } from './ptx/read.ts';
import { emptyFile } from './read-exact.ts';
import { readSens } from './sens/fuse.ts';
import { SENS } from './sens/header.ts';
import { type CloudFormat, type Sniffed, sniff } from './sniff.ts';
import { readText, TEXT } from './text/read.ts';
import { openTf3d, TF3D } from './tf3d/read.ts';
import { openWaymo, WAYMO } from './waymo/read.ts';
import { WAYMO_V2 } from './waymo/v2/format.ts';
import { openWaymoV2 } from './waymo/v2/open.ts';

type Reader = (source: ByteSource, options: ReadOptions) => Promise<DecodedCloud>;

/** One line a format. A multi-frame file gives its first frame here; `datasets` opens it frame by frame. */
const READERS: Readonly<Record<CloudFormat, Reader>> = {
  [PLY]: readPly,
  [PCD]: readPcd,
  [ARROW]: readArrow,
  [NPY]: readNpy,
  [FLOAT_BIN]: readFloatBin,
  [TEXT]: readText,
  [PTX]: readPtx,
  [OFF]: readOff,
  [OBJ]: readObj,
  [NPZ]: readNpz,
  // Their decoders are large: loaded with the first such file, not with the page.
  [DRACO]: async (source, options) => (await import('./draco/read.ts')).readDraco(source, options),
  [PARQUET]: async (source, options) => (await import('./parquet/read.ts')).readParquet(source, options),
  [LAS]: readLas,
  [LAZ]: readLas,
  [COPC]: readCopc,
  [E57]: readE57,
  [SENS]: readSens,
  [TF3D]: async (source, options) => (await (await openTf3d(source, options)).readRecord(0, options)).decoded,
  [WAYMO_V2]: async (source, options) => (await (await openWaymoV2([source], options)).readFrame(0, options)).decoded,
  [WAYMO]: async (source, options) => (await (await openWaymo(source, options)).readFrame(0, options)).decoded,
};

/** Reads points as the given format. @throws FormatError, LimitError, CancelledError */
export function readCloudAs(format: CloudFormat, source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  return READERS[format](source, options);
}

/**
 * Recognises a file by its bytes and reads its points.
 * @throws FormatError FORMAT_UNKNOWN saying what the file is, where that is known, and what to do
 */
export async function readCloud(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const sniffed = options.binLayout ? ({ kind: 'cloud', format: FLOAT_BIN } as const) : await sniff(source);
  if (sniffed.kind !== 'cloud') throw notACloud(source, sniffed);
  return readCloudAs(sniffed.format, source, options);
}

/** The error for a file without points: names it, says what it is, ends in a next step. */
export function notACloud(source: ByteSource, sniffed: Exclude<Sniffed, { kind: 'cloud' }>): FormatError {
  const context = { file: source.name };
  switch (sniffed.kind) {
    case 'empty':
      return emptyFile(source);
    case 'known': {
      const message = `"${source.name}" cannot be shown: this is ${sniffed.file.name}. ${sniffed.file.advice}`;
      return new FormatError('FORMAT_UNKNOWN', message, { ...context, recognised: sniffed.file.name });
    }
    case 'part': {
      const message = `"${source.name}" holds labels or calibration (${sniffed.format}), but no points. Drop it together with its cloud.`;
      return new FormatError('FORMAT_UNKNOWN', message, { ...context, recognised: sniffed.format });
    }
    case 'unknown': {
      const message = `"${source.name}" was not recognised. Drop a PLY, PCD, LAS, text (XYZ, CSV, PTS, PTX), OFF, OBJ, NPY, NPZ, Arrow, Parquet, Draco, a float32 .bin (KITTI, nuScenes), a Waymo .tfrecord, or a ZIP of them.`;
      return new FormatError('FORMAT_UNKNOWN', message, context);
    }
  }
}
