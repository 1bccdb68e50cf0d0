import type { ByteSource } from '../../core/index.ts';
import { unpackArchives } from '../archive/unpack.ts';
import { readArrowTable } from '../arrow/read.ts';
import { readCoco } from '../coco/read.ts';
import { readPointLabels } from '../float-bin/point-labels.ts';
import { readCalibEntries, readKittiCalib, readRawTransform } from '../kitti/calib.ts';
import { readKittiLabels } from '../kitti/label.ts';
import { readKittiOxts, readKittiPoses } from '../kitti/poses.ts';
import { readKittiTracklets } from '../kitti/tracklets.ts';
import { readLabelCloudBoxes, readLabelCloudClasses } from '../labelcloud/boxes.ts';
import { readMmdetInfos } from '../mmdet3d/infos.ts';
import { readLidarseg } from '../nuscenes/lidarseg.ts';
import { readNuscenesPanoptic } from '../nuscenes/panoptic.ts';
import { readNuscenesTable } from '../nuscenes/tables.ts';
import { notACloud, readCloudAs } from '../registry.ts';
import { readScannetGroups, readScannetSegments } from '../scannet/json.ts';
import { readAxisAlignment, readScannetCategories } from '../scannet/text.ts';
import { readSemanticKittiLabels } from '../semantickitti/label.ts';
import { type PartFormat, type Sniffed, sniff } from '../sniff.ts';
import { readSustechBoxes } from '../sustech/boxes.ts';
import { ComponentTable } from '../waymo/v2/component-table.ts';

/** Who reads each kind of part. A new kind does not compile without its line. */
const PART_READERS: Readonly<Record<PartFormat, (source: ByteSource) => Promise<unknown>>> = {
  coco: readCoco,
  'semantickitti-label': readSemanticKittiLabels,
  'nuscenes-lidarseg': readLidarseg,
  'kitti-label': readKittiLabels,
  'kitti-calib': readKittiCalib,
  'scannet-segs': readScannetSegments,
  'scannet-aggregation': readScannetGroups,
  'scannet-meta': readAxisAlignment,
  'scannet-tsv': readScannetCategories,
  'av2-annotations': readArrowTable,
  'av2-poses': readArrowTable,
  'av2-calibration': readArrowTable,
  'sustech-boxes': readSustechBoxes,
  'labelcloud-boxes': readLabelCloudBoxes,
  'labelcloud-classes': readLabelCloudClasses,
  'mmdet3d-infos': readMmdetInfos,
  'nuscenes-table': readNuscenesTable,
  '3rscan-groups': readScannetGroups,
  'kitti-poses': readKittiPoses,
  'kitti-oxts': readKittiOxts,
  'kitti-raw-calib': readRawTransform,
  times: readCalibEntries,
  'kitti-tracklets': readKittiTracklets,
  'nuscenes-panoptic': readNuscenesPanoptic,
  'waymo-v2-component': async (source) => (await ComponentTable.open(source)).keys(),
  'point-labels': (source) => readPointLabels(source, Math.max(1, Math.floor(source.size / 8))),
};

/** Reads a file of a known kind, whatever its bytes say now; a cloud's columns must be as long as the cloud. */
export async function decodeAs(sniffed: Sniffed, source: ByteSource): Promise<void> {
  if (sniffed.kind === 'part') await PART_READERS[sniffed.format](source);
  else if (sniffed.kind === 'cloud') {
    const { cloud, keptRows } = await readCloudAs(sniffed.format, source);
    const lengths = [cloud.positions.length / 3, ...cloud.attributes.map((a) => a.values.length / a.components)];
    if (keptRows) lengths.push(keptRows.length);
    if (lengths.some((length) => length !== cloud.count)) throw new Error(`columns of ${lengths} for ${cloud.count}`);
    if (cloud.count === 0) throw new Error('a cloud without points');
    if (!cloud.positions.every(Number.isFinite)) throw new Error('a position that is not finite');
  } else throw notACloud(source, sniffed);
}

/** Reads a file as a dropped one: unpacked, recognised, read. */
export async function decodeDropped(source: ByteSource): Promise<void> {
  for (const file of (await unpackArchives([source])).slice(0, 8)) await decodeAs(await sniff(file), file);
}
