import {
  type ByteSource,
  type Diagnostics,
  findAttribute,
  type GroundTruth,
  IGNORE_LABEL,
  LABEL_SETS,
  type PointCloud,
} from '../core/index.ts';
import {
  type CloudFormat,
  PLY_IGNORE_LABEL,
  parseSceneComments,
  readCloudAs,
  type SceneComments,
} from '../formats/index.ts';
import { columnTruth } from './column-truth.ts';
import { guessDomain } from './domain.ts';
import { relativeTo } from './driving.ts';
import type { FrameLoader } from './scene-set.ts';
import { isTableScene, tableScene } from './table-scene.ts';

/** A cloud of unknown make, or one of our own exports, which carries its truth. */
export function loneCloudLoader(source: ByteSource, format: CloudFormat): FrameLoader {
  return async (options) => {
    const decoded = await readCloudAs(format, source, options);
    const { cloud, comments } = decoded;
    if (isTableScene(decoded)) return tableScene(cloud, options);
    const stated = parseSceneComments(comments);
    if (stated) return ownScene(cloud, stated, options.diagnostics);
    options.diagnostics.info(
      'FRAME_ASSUMED',
      'The file does not say its unit and which axis is up: metres and z are assumed',
    );
    const domain = guessDomain(cloud, options.diagnostics);
    const truth = columnTruth(cloud, domain, options.diagnostics);
    return { cloud, dataset: 'file', domain, ...(truth ? { truth } : {}) };
  };
}

/** The label and instance columns of our own PLY move from the cloud's attributes into the truth. */
function ownScene(cloud: PointCloud, stated: SceneComments, diagnostics: Diagnostics) {
  const domain = stated.domain ?? guessDomain(cloud, diagnostics);
  const base = { dataset: 'voxelens', domain };
  const labelSet = LABEL_SETS.find((set) => set.name === stated.labelSet);
  if (!labelSet) {
    const message = `The file's label set "${stated.labelSet}" is not known here: its labels are shown as plain numbers`;
    diagnostics.warn('LABEL_SET_UNKNOWN', message);
    return { ...base, cloud };
  }
  const labels = findAttribute(cloud, 'label')?.values;
  const instances = findAttribute(cloud, 'instance')?.values;
  // Box comments are in the frame of the stored vertices; the cloud's origin moves only if those were far from zero.
  const shift = [0, 1, 2].map(
    (axis) => cloud.origin[axis]! - (stated.origin[axis] ?? 0),
  ) as unknown as PointCloud['origin'];
  const truth: GroundTruth = {
    labelSet: labelSet.name,
    boxes: stated.boxes.map((box) => relativeTo(shift, box)),
    ...(labels ? { semantic: toClasses(labels, labelSet.classes.length, diagnostics) } : {}),
    ...(instances ? { instance: Uint32Array.from(instances) } : {}),
  };
  const attributes = cloud.attributes.filter(({ name }) => name !== 'label' && name !== 'instance');
  return { ...base, cloud: { ...cloud, attributes }, truth };
}

function toClasses(labels: ArrayLike<number>, classCount: number, diagnostics: Diagnostics): Int16Array {
  let unknown = 0;
  const classes = Int16Array.from(labels, (label) => {
    if (label < classCount) return label;
    if (label !== PLY_IGNORE_LABEL) unknown++;
    return IGNORE_LABEL;
  });
  if (unknown > 0) diagnostics.warn('LABEL_UNKNOWN', `${unknown} points carry a class beyond the label set`, unknown);
  return classes;
}
