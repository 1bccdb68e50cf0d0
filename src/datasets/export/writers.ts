import type { PointCloud, Scene } from '../../core/index.ts';
import {
  headerWord,
  MOST_SEMANTICKITTI_INSTANCES,
  npzArrays,
  type OnRows,
  type WrittenFile,
  writeCsv,
  writeFloatBin,
  writeKittiLabels,
  writeLas,
  writeNpyArray,
  writeNpyCloud,
  writeNpyTexts,
  writePcd,
  writeScenePly,
  writeSemanticKittiLabels,
  writeTf3dFrame,
  writeTf3dScene,
  writeZip,
} from '../../formats/index.ts';
import { cocoFile } from './coco.ts';
import type { FrameFacts } from './frame-file.ts';
import { kittiObject, nominalCalib } from './kitti.ts';
import { idsOf, LIDARSEG_IDS, NYU40_IDS, SEMANTICKITTI_IDS, TF3D_IDS } from './label-ids.ts';
import { scannetFiles } from './scannet.ts';
import type { ExportLabels, ExportSubject } from './subject.ts';
import type { ExportTargetName } from './target.ts';

/** The files of a target; without `facts` they say everything themselves. */
export interface Written {
  readonly files: readonly WrittenFile[];
  readonly facts?: FrameFacts;
}

export interface WriterNames {
  /** The cloud's name as a file name. */
  readonly stem: string;
  /** The same without spaces and beyond ASCII, for scripts that split lines at spaces. */
  readonly word: string;
  /** Frame of a sequence in six digits. */
  readonly number: string;
}

type Writer = (subject: ExportSubject, names: WriterNames, onRows: OnRows) => Written;

const TRUE: FrameFacts = { stored: 'true' };
const RELATIVE: FrameFacts = { stored: 'relative to origin' };

export const WRITERS: Readonly<Record<ExportTargetName, Writer>> = {
  ply: (subject, { stem }, onRows) => ({ files: [{ name: `${stem}.ply`, bytes: plyBytes(subject, onRows) }] }),
  pcd: ({ cloud, labels }, { stem }, onRows) => {
    return { files: [{ name: `${stem}.pcd`, bytes: writePcd(cloud, labels ?? {}, onRows) }], facts: TRUE };
  },
  las: ({ cloud, labels }, { stem }) => {
    const notes = ['Classes are ASPRS codes; the classification lookup record of the file names them'];
    return { files: [{ name: `${stem}.las`, bytes: writeLas(withWords(cloud), labels) }], facts: { ...TRUE, notes } };
  },
  npz: (subject, { stem }) => ({ files: [{ name: `${stem}.npz`, bytes: npzBytes(subject) }], facts: TRUE }),
  npy: ({ cloud, labels }, { stem }, onRows) => {
    return { files: [{ name: `${stem}.npy`, bytes: writeNpyCloud(cloud, labels ?? {}, onRows) }], facts: TRUE };
  },
  csv: ({ cloud, labels }, { stem }, onRows) => {
    return { files: [{ name: `${stem}.csv`, bytes: writeCsv(cloud, labels ?? {}, onRows) }], facts: TRUE };
  },
  semantickitti: ({ cloud, labels }, { number }, onRows) => {
    const ids = idsOf(labels!, SEMANTICKITTI_IDS)!;
    const folder = 'sequences/00';
    const files = [
      { name: `${folder}/velodyne/${number}.bin`, bytes: writeFloatBin(cloud, ['intensity'], onRows) },
      { name: `${folder}/labels/${number}.label`, bytes: writeSemanticKittiLabels(ids, sixteenBits(labels!)) },
    ];
    return { files, facts: { ...RELATIVE, table: SEMANTICKITTI_IDS } };
  },
  'nuscenes-lidarseg': ({ cloud, labels }, { stem }, onRows) => {
    const ids = idsOf(labels!, LIDARSEG_IDS)!;
    const files = [
      {
        name: `samples/LIDAR_TOP/${stem}__LIDAR_TOP.pcd.bin`,
        bytes: writeFloatBin(cloud, ['intensity', 'ring'], onRows),
      },
      { name: `lidarseg/${stem}_lidarseg.bin`, bytes: Uint8Array.from(ids) },
    ];
    const notes = ['Axes are those of the cloud; nuScenes’ own sweeps have x to the right and y forward'];
    return { files, facts: { ...RELATIVE, table: LIDARSEG_IDS, notes } };
  },
  kitti: ({ cloud, labels }, { number }, onRows) => {
    const files = [
      { name: `training/velodyne/${number}.bin`, bytes: writeFloatBin(cloud, ['intensity'], onRows) },
      { name: `training/label_2/${number}.txt`, bytes: utf8(writeKittiLabels(labels!.boxes.map(kittiObject))) },
      { name: `training/calib/${number}.txt`, bytes: utf8(nominalCalib()) },
    ];
    const boxFrame =
      'camera of the calib file: x right, y down, z forward; bottom centre; height, width, length; rotation_y = -yaw - pi/2';
    return { files, facts: { ...RELATIVE, boxFrame } };
  },
  scannet: ({ labels }, { word }) => ({
    files: scannetFiles(word, labels!),
    facts: { stored: 'none', table: NYU40_IDS, notes: ['One line a point, in the order of the cloud'] },
  }),
  coco: (subject, { stem }) => ({ files: [{ name: `${stem}.coco.json`, bytes: cocoFile(subject) }] }),
  'tf3d-frame': ({ cloud, labels }, { stem, number }) => {
    const objects = labels!.boxes.map(({ className, center, size, yaw, id }, index) => ({
      label: TF3D_IDS.ids[className] ?? 0,
      text: className,
      id: id ?? String(index + 1),
      center,
      size,
      rotation: aboutZ(yaw),
    }));
    const bytes = writeTf3dFrame(cloud, objects, { scene: stem, frame: number });
    const boxFrame = 'as above, relative to the origin; yaw is the rotation pose/R about z, row-major, box to frame';
    return { files: [{ name: `${stem}.tfrecords`, bytes }], facts: { ...RELATIVE, table: TF3D_IDS, boxFrame } };
  },
  'tf3d-scene': ({ cloud, labels }, { stem }) => {
    const content = { semantic: idsOf(labels!, NYU40_IDS), instance: labels!.instance };
    const bytes = writeTf3dScene(cloud, content, { scene: stem });
    return { files: [{ name: `${stem}.tfrecords`, bytes }], facts: { ...RELATIVE, table: NYU40_IDS } };
  },
};

function plyBytes({ cloud, labels, dataset, domain, frame, frameNotes }: ExportSubject, onRows: OnRows): Uint8Array {
  const truth = labels && {
    labelSet: labels.labelSet,
    boxes: labels.boxes,
    ...(labels.semantic ? { semantic: labels.semantic } : {}),
    ...(labels.instance ? { instance: labels.instance } : {}),
  };
  const scene: Scene = {
    cloud,
    dataset,
    frame,
    diagnostics: [],
    ...(domain ? { domain } : {}),
    ...(truth ? { truth } : {}),
  };
  const { madeBy } = labels ?? {};
  const comments = [
    ...frameNotes,
    ...(labels ? [`labels ${labels.kind}`] : []),
    ...(madeBy
      ? [`model ${madeBy.model}, weights sha256 ${madeBy.weightsSha256}, voxels of ${madeBy.voxelSizeM} m`]
      : []),
  ];
  const boxScores = labels?.boxes.map(({ score }) => score);
  return writeScenePly(scene, { comments, onRows, boxScores, confidence: labels?.confidence });
}

/** `boxes` is a row a box: centre x y z in true coordinates, length, width, height, yaw. */
function npzBytes({ cloud, labels }: ExportSubject): Uint8Array {
  const arrays = npzArrays(cloud, labels ?? {});
  const { boxes = [] } = labels ?? {};
  const rows = boxes.flatMap(({ center, size, yaw }) => {
    return [...center.map((value, axis) => value + cloud.origin[axis]!), ...size, yaw];
  });
  const scores = boxes.flatMap(({ score }) => score ?? []);
  const ofBoxes = [
    { name: 'boxes.npy', bytes: writeNpyArray(Float64Array.from(rows), 7) },
    { name: 'box_classes.npy', bytes: writeNpyTexts(boxes.map(({ className }) => className)) },
    ...(scores.length > 0 ? [{ name: 'box_scores.npy', bytes: writeNpyArray(Float64Array.from(scores)) }] : []),
  ];
  return writeZip([...arrays, ...(labels ? ofBoxes : [])], { isStored: true });
}

/** Ids as they are where 16 bits hold them, else counted anew; those beyond are none. */
function sixteenBits({ instance }: ExportLabels): Uint32Array | undefined {
  if (!instance?.some((id) => id > MOST_SEMANTICKITTI_INSTANCES)) return instance;
  const numbers = new Map<number, number>([[0, 0]]);
  return instance.map((id) => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known > MOST_SEMANTICKITTI_INSTANCES ? 0 : known;
  });
}

/** LAS has 32 bytes of ASCII for a name. */
function withWords(cloud: PointCloud): PointCloud {
  const used = new Set<string>();
  const attributes = cloud.attributes.map((attribute) => {
    const word = headerWord(attribute.name);
    let name = word.slice(0, LAS_NAME_BYTES);
    for (let n = 2; used.has(name); n++) name = `${word.slice(0, LAS_NAME_BYTES - 3)}_${n}`;
    used.add(name);
    return { ...attribute, name };
  });
  return { ...cloud, attributes };
}

const LAS_NAME_BYTES = 32;

function aboutZ(yaw: number): number[] {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  return [cos, -sin, 0, sin, cos, 0, 0, 0, 1];
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
