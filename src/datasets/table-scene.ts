import {
  type Diagnostics,
  findAttribute,
  type GroundTruth,
  type PointCloud,
  SCANNET20,
  SENSOR_FRAMES,
} from '../core/index.ts';
import type { DecodedCloud } from '../formats/index.ts';
import { mapClasses } from './labels/class-map.ts';
import { MOSD } from './labels/indoor.ts';
import type { LoadOptions } from './scene-set.ts';
import { findSupportPlane, worldFromCamera } from './support-plane.ts';

/** Labels below this are parts of the table, from 20 on ten values belong to one object. */
const FIRST_OBJECT_LABEL = 20;
const LAST_TABLE_LABEL = 9;

/**
 * Does it look like a tabletop scene of the (merged) Object Segmentation Database? An organised cloud whose labels are 1–9 on
 * the table and 20, 21 … on objects, and whose rows without a measurement were labelled 0.
 */
export function isTableScene({ cloud, keptRows }: DecodedCloud): boolean {
  const labels = findAttribute(cloud, 'label')?.values;
  if (cloud.format !== 'pcd' || !labels || keptRows === undefined) return false;
  let [table, objects] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label >= 1 && label <= LAST_TABLE_LABEL) table++;
    else if (label >= FIRST_OBJECT_LABEL && label < 1000) objects++;
    else return false;
  }
  return table > 0 && objects > 0;
}

/**
 * A tabletop scene of a depth camera. Instances: label / 10 of an object; the table is none. Classes: `table`; those of the objects are
 * not known (label map `mosd`). The camera's frame (x right, y down, z forward) is turned so that
 * the table's plane, estimated from the points alone, is horizontal at z = 0; the matrix is said in `CAMERA_TURNED`.
 */
export function tableScene(cloud: PointCloud, options: Pick<LoadOptions, 'diagnostics' | 'overrides' | 'decide'>) {
  const labels = findAttribute(cloud, 'label')!.values;
  const semantic = mapClasses(MOSD, labels);
  const instance = Uint32Array.from(labels, (label) => (label >= FIRST_OBJECT_LABEL ? Math.floor(label / 10) : 0));
  const objects = new Set(instance.filter((id) => id > 0));
  options.diagnostics.info(
    'OSD_LABELS',
    `Labels read as a tabletop scene: one table and ${objects.size} objects (label / 10)`,
    objects.size,
  );
  const truth: GroundTruth = { labelSet: SCANNET20.name, semantic, instance, boxes: [] };
  const attributes = cloud.attributes.filter(({ name }) => name !== 'label');
  const isKept = options.overrides?.sensorFrame === 'kept';
  options.decide({
    name: 'sensorFrame',
    value: isKept ? 'kept' : 'turned',
    reason: isKept ? 'it was chosen' : 'it is a depth camera’s frame, and a table’s plane says what is level',
    choices: SENSOR_FRAMES,
  });
  const turned = isKept ? cloud : turnUpright(cloud, options.diagnostics);
  return { cloud: { ...turned, attributes }, truth, dataset: 'osd', domain: 'indoor' as const };
}

function turnUpright(cloud: PointCloud, diagnostics: Diagnostics): PointCloud {
  const plane = findSupportPlane(cloud.positions, cloud.count);
  if (!plane) {
    diagnostics.warn(
      'CAMERA_FRAME',
      'No table plane was found: the points stay in the camera’s frame, which has y down',
    );
    return cloud;
  }
  const m = worldFromCamera(plane);
  const positions = new Float32Array(cloud.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [cloud.positions[i]!, cloud.positions[i + 1]!, cloud.positions[i + 2]!];
    for (let row = 0; row < 3; row++) {
      positions[i + row] = m[row * 4]! * x + m[row * 4 + 1]! * y + m[row * 4 + 2]! * z + m[row * 4 + 3]!;
    }
  }
  const tiltDeg = (Math.acos(-plane.up[1]) * 180) / Math.PI;
  const matrix = m.map((value) => Number(value.toFixed(6))).join(' ');
  const message = `The camera’s frame was turned z-up by the table plane (${Math.round(plane.share * 100)} % of the points, the camera looks down by ${tiltDeg.toFixed(1)}°), table at z = 0: ${matrix} (3 × 4, row-major). Sensor frame “kept” leaves it as stored`;
  diagnostics.info('CAMERA_TURNED', message);
  return { ...cloud, positions };
}
