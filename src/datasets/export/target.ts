/** Where a target has a thing: in the file itself, in the `.frame.json` beside it, or nowhere. */
export type Held = 'file' | 'beside' | 'no';

export interface Holds {
  readonly points: Held;
  /** Coordinates in float64; `beside`: relative to an origin that is stated there. */
  readonly doubles: Held;
  readonly colour: Held;
  readonly intensity: Held;
  /** Every other attribute, in its own type. */
  readonly attributes: Held;
  readonly classes: Held;
  /** Of each point. */
  readonly confidence: Held;
  readonly instances: Held;
  readonly boxes: Held;
}

export interface ExportTarget {
  readonly name: ExportTargetName;
  readonly title: string;
  /** What people use it for, half a sentence. */
  readonly about: string;
  readonly extensions: readonly string[];
  /** The only label set whose classes it can number. */
  readonly labelSet?: 'outdoor11' | 'scannet20';
  /** Without these there is nothing to write. */
  readonly needs?: 'classes' | 'boxes';
  readonly holds: Holds;
}

export const EXPORT_TARGET_NAMES = [
  'ply',
  'pcd',
  'las',
  'npz',
  'npy',
  'csv',
  'semantickitti',
  'nuscenes-lidarseg',
  'kitti',
  'scannet',
  'coco',
  'tf3d-frame',
  'tf3d-scene',
] as const;
export type ExportTargetName = (typeof EXPORT_TARGET_NAMES)[number];

const EVERYTHING: Holds = {
  points: 'file',
  doubles: 'file',
  colour: 'file',
  intensity: 'file',
  attributes: 'file',
  classes: 'file',
  confidence: 'file',
  instances: 'file',
  boxes: 'file',
};
const ROWS: Holds = { ...EVERYTHING, boxes: 'beside' };
const FLOAT_SWEEP: Holds = {
  ...EVERYTHING,
  doubles: 'beside',
  colour: 'no',
  attributes: 'no',
  classes: 'no',
  confidence: 'no',
  instances: 'no',
  boxes: 'beside',
};
const LABELS_ALONE: Holds = {
  ...EVERYTHING,
  points: 'no',
  doubles: 'no',
  colour: 'no',
  intensity: 'no',
  attributes: 'no',
  confidence: 'no',
};

/** Every target and what it holds, in the order in which they are offered. */
export const EXPORT_TARGETS: readonly ExportTarget[] = [
  {
    name: 'ply',
    title: 'PLY',
    about: 'everything in one file, and Voxelens opens it as it was',
    extensions: ['ply'],
    holds: EVERYTHING,
  },
  { name: 'pcd', title: 'PCD', about: 'for PCL, Open3D and annotation tools', extensions: ['pcd'], holds: ROWS },
  {
    name: 'las',
    title: 'LAS 1.4',
    about: 'for surveying and GIS; classes as ASPRS codes',
    extensions: ['las'],
    holds: ROWS,
  },
  { name: 'npz', title: 'NPZ', about: 'NumPy, an array an attribute', extensions: ['npz'], holds: EVERYTHING },
  { name: 'npy', title: 'NPY', about: 'NumPy, one structured array', extensions: ['npy'], holds: ROWS },
  { name: 'csv', title: 'CSV', about: 'a table with a header row', extensions: ['csv'], holds: ROWS },
  {
    name: 'semantickitti',
    title: 'SemanticKITTI',
    about: 'sweep .bin with raw class and instance ids in .label',
    extensions: ['bin', 'label'],
    labelSet: 'outdoor11',
    needs: 'classes',
    holds: { ...FLOAT_SWEEP, classes: 'file', instances: 'file' },
  },
  {
    name: 'nuscenes-lidarseg',
    title: 'nuScenes lidarseg',
    about: 'sweep .pcd.bin with general class ids in _lidarseg.bin',
    extensions: ['pcd.bin', 'bin'],
    labelSet: 'outdoor11',
    needs: 'classes',
    holds: { ...FLOAT_SWEEP, classes: 'file' },
  },
  {
    name: 'kitti',
    title: 'KITTI object',
    about: 'sweep .bin, label_2 boxes and the calibration they are in',
    extensions: ['bin', 'txt'],
    labelSet: 'outdoor11',
    needs: 'boxes',
    holds: { ...FLOAT_SWEEP, boxes: 'file' },
  },
  {
    name: 'scannet',
    title: 'ScanNet evaluation',
    about: 'text files for the benchmark’s scripts, classes as NYU40 ids',
    extensions: ['txt'],
    labelSet: 'scannet20',
    needs: 'classes',
    holds: { ...LABELS_ALONE, boxes: 'beside' },
  },
  {
    name: 'coco',
    title: 'COCO-like JSON',
    about: 'categories, masks over the points as run lengths, 3D boxes',
    extensions: ['coco.json'],
    needs: 'boxes',
    holds: LABELS_ALONE,
  },
  {
    name: 'tf3d-frame',
    title: 'TF 3D TFRecord, frame',
    about: 'tf.Example of a sweep with boxes, as TensorFlow 3D stores Waymo',
    extensions: ['tfrecords'],
    labelSet: 'outdoor11',
    needs: 'boxes',
    holds: { ...FLOAT_SWEEP, boxes: 'file' },
  },
  {
    name: 'tf3d-scene',
    title: 'TF 3D TFRecord, scene',
    about: 'tf.Example of a room with classes and instances, as TensorFlow 3D stores ScanNet',
    extensions: ['tfrecords'],
    labelSet: 'scannet20',
    needs: 'classes',
    holds: { ...FLOAT_SWEEP, colour: 'file', intensity: 'no', classes: 'file', instances: 'file' },
  },
];

export function exportTarget(name: ExportTargetName): ExportTarget {
  return EXPORT_TARGETS.find((target) => target.name === name)!;
}
