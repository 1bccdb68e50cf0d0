import type { ByteSource } from '../core/index.ts';
import { MADE_FILES } from '../formats/fuzz/made-files.fixture.ts';
import { writeNpyArray, writeZip } from '../formats/index.ts';
import { componentsOf } from '../formats/waymo/v2/components.fixture.ts';
import { fromBytes } from '../sources/index.ts';

export function file(path: string, content: string | Uint8Array): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return fromBytes(path.split('/').at(-1)!, bytes, path);
}

/** 64 points of a line, float32 x, y, z, intensity, ring: as many of these as there are columns. */
export function sweep(path: string, columns: number): ByteSource {
  const values = new Float32Array(64 * columns);
  for (let row = 0; row < 64; row++)
    values.set([row, -row / 2, 1 + (row % 5) / 3, (row % 10) / 16, row % 32].slice(0, columns), row * columns);
  return file(path, new Uint8Array(values.buffer));
}

const pose = (x: number, rz: number) =>
  `<item class_id="3"><tx>${x}</tx><ty>-${x / 2}</ty><tz>0.5</tz><rx>0</rx><ry>0</ry><rz>${rz}</rz><state>2</state></item>`;
const tracklets = (objects: string) =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<!DOCTYPE boost_serialization>\n<boost_serialization signature="serialization::archive" version="9">\n<tracklets class_id="0" tracking_level="0" version="0"><count>2</count><item_version>1</item_version>${objects}</tracklets>\n</boost_serialization>\n`;
const object = (type: string, first: number, poses: string) =>
  `<item class_id="1" tracking_level="0" version="1"><objectType>${type}</objectType><h>2</h><w>1.5</w><l>4</l><first_frame>${first}</first_frame><poses class_id="2"><count>2</count><item_version>2</item_version>${poses}</poses></item>`;

/** A van in frames 1 and 2, and something of no class in 0 and 1. */
export const TRACKLETS_XML = tracklets(
  object('Van', 1, pose(10, 0.5) + pose(12, 0.6)) + object('Misc', 0, pose(30, 0) + pose(31, 0)),
);
export const KITTI_DRIVE = '2011_09_26/2011_09_26_drive_0001_sync';
export const kittiSweeps = (): ByteSource[] =>
  [0, 1, 2].map((i) => sweep(`${KITTI_DRIVE}/velodyne_points/data/000000000${i}.bin`, 4));

export const panopticNpz = (values: Uint16Array | Float32Array, name = 'data.npy'): Uint8Array =>
  writeZip([{ name, bytes: writeNpyArray(values) }]);
/** Two cars, and driveable surface. */
export const PANOPTIC = Uint16Array.from({ length: 64 }, (_, i) => (i < 4 ? 17_003 : i < 6 ? 17_001 : 24_000));

async function waymoV2(): Promise<ByteSource[]> {
  const [, make] = MADE_FILES.find(([path]) => path === 'made/waymo.tfrecord')!;
  const components = await componentsOf(fromBytes('waymo.tfrecord', await make()));
  return [...components].map(([component, bytes]) => file(`waymo-v2/${component}/made.parquet`, bytes));
}

/** Folders of the data sets that the shared data has no frame of. */
export const MADE_FOLDERS: readonly (readonly [folder: string, make: () => ByteSource[] | Promise<ByteSource[]>])[] = [
  ['made: Waymo v2, Parquet components', waymoV2],
  ['made: KITTI raw, tracklets', () => [...kittiSweeps(), file(`${KITTI_DRIVE}/tracklet_labels.xml`, TRACKLETS_XML)]],
  [
    'made: nuScenes, panoptic',
    () => [
      sweep('n/samples/LIDAR_TOP/a__LIDAR_TOP__1.pcd.bin', 5),
      file('n/panoptic/v1.0-mini/t_panoptic.npz', panopticNpz(PANOPTIC)),
    ],
  ],
];
