import type { ByteSource, GroundTruth, PointCloud } from '../core/index.ts';
import { type KittiObject, type MmdetFrame, type MmdetInfos, readCloudAs, readMmdetInfos } from '../formats/index.ts';
import type { CloudFile, FileSet } from './file-set.ts';
import { kittiTruth } from './kitti-truth.ts';
import { NUSCENES_BOX_TYPES } from './labels/nuscenes.ts';
import { SUNRGBD_BOX_TYPES } from './labels/sunrgbd.ts';
import { WAYMO_BOX_TYPES } from './labels/waymo.ts';
import { multiply } from './rigid.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';
import { type AnnotatedBox, type BoxTypes, truthBoxes } from './truth-boxes.ts';

interface Layout {
  readonly dataset: string;
  readonly domain: 'indoor' | 'outdoor';
  readonly labelSet: string;
  /** Names by index where the infos do not state them. */
  readonly categories: readonly string[];
  readonly types: BoxTypes;
  readonly binLayout: 'xyz-intensity' | 'xyz-intensity-ring' | 'xyz-rgb' | 'xyz-intensity-elongation-time';
  readonly frame: string;
}

const KITTI_NAMES = ['Pedestrian', 'Cyclist', 'Car', 'Van', 'Truck', 'Person_sitting', 'Tram', 'Misc'];
const SUNRGBD_NAMES = [
  'bed',
  'table',
  'sofa',
  'chair',
  'toilet',
  'desk',
  'dresser',
  'night_stand',
  'bookshelf',
  'bathtub',
];

/** Waymo's classes by the names that MMDetection3D gives them. */
const WAYMO_NUMBERS = { Car: 1, Pedestrian: 2, Cyclist: 4, Sign: 3 } as const;

const LAYOUTS: Readonly<Record<string, Layout>> = {
  nuscenes: {
    dataset: 'nuscenes',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    categories: [],
    types: NUSCENES_BOX_TYPES,
    binLayout: 'xyz-intensity-ring',
    frame: 'Coordinates are the lidar’s own: x right, y forward, z up',
  },
  kitti: {
    dataset: 'kitti-object',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    categories: KITTI_NAMES,
    types: {},
    binLayout: 'xyz-intensity',
    frame: 'Coordinates are the velodyne’s: x forward, y left, z up',
  },
  waymo: {
    dataset: 'waymo-kitti-format',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    categories: Object.keys(WAYMO_NUMBERS),
    types: Object.fromEntries(Object.entries(WAYMO_NUMBERS).map(([name, type]) => [name, WAYMO_BOX_TYPES[type]!])),
    binLayout: 'xyz-intensity-elongation-time',
    frame: 'Coordinates are the vehicle’s: x forward, y left, z up',
  },
  sunrgbd: {
    dataset: 'sunrgbd',
    domain: 'indoor',
    labelSet: 'scannet20',
    categories: SUNRGBD_NAMES,
    types: SUNRGBD_BOX_TYPES,
    binLayout: 'xyz-rgb',
    frame: 'Coordinates are the camera’s, turned upright: x right, y forward, z up',
  },
};

/** Clouds that MMDetection3D's infos (as JSON) name, with their boxes: nuScenes, KITTI, Waymo in KITTI's format, SUN RGB-D. */
export async function planMmdet3d(files: FileSet): Promise<ScenePlan | undefined> {
  const used = new Set<ByteSource>();
  const frames: FramePlan[] = [];
  const clouds: ByteSource[] = [];
  const datasets = new Set<string>();
  for (const source of files.parts('mmdet3d-infos')) {
    const infos = await readMmdetInfos(source);
    const layout = Object.hasOwn(LAYOUTS, infos.dataset) ? LAYOUTS[infos.dataset] : undefined;
    if (!layout) continue;
    const byName = new Map(infos.frames.map((frame) => [frame.cloudName, frame]));
    for (const cloud of files.clouds) {
      const frame = byName.get(cloud.source.name);
      if (!frame || used.has(cloud.source)) continue;
      used.add(source).add(cloud.source);
      clouds.push(cloud.source);
      datasets.add(layout.dataset);
      frames.push({ name: cloud.source.name, load: infosLoader(cloud, layout, infos, frame) });
    }
  }
  return frames.length > 0 ? { dataset: [...datasets].join(', '), frames, clouds, used } : undefined;
}

function infosLoader({ source, format }: CloudFile, layout: Layout, infos: MmdetInfos, frame: MmdetFrame): FrameLoader {
  return async (options) => {
    const { cloud } = await readCloudAs(format, source, { ...options, binLayout: layout.binLayout });
    options.diagnostics.info('FRAME', layout.frame);
    const names = infos.categories ?? new Map(layout.categories.map((name, i) => [i, name]));
    const truth =
      layout.dataset === 'kitti-object'
        ? kittiTruthOf(cloud, frame, names, options)
        : truthOf(cloud, layout, frame, names, options);
    const worldFromFrame = poseOf(frame);
    return {
      cloud,
      dataset: layout.dataset,
      domain: layout.domain,
      ...(truth ? { truth } : {}),
      ...(worldFromFrame ? { worldFromFrame } : {}),
    };
  };
}

function truthOf(
  cloud: PointCloud,
  layout: Layout,
  frame: MmdetFrame,
  names: ReadonlyMap<number, string>,
  options: LoadOptions,
): GroundTruth {
  const annotated = frame.instances.map(({ box, label, points }): AnnotatedBox => {
    const [x, y, z, length, width, height, yaw] = box as [number, number, number, number, number, number, number];
    return {
      type: names.get(label) ?? `class ${label}`,
      center: [x, y, z],
      size: [length, width, height],
      yaw,
      points,
    };
  });
  const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, layout.types, options.diagnostics);
  return { labelSet: layout.labelSet, boxes, judged: { ignoredBoxes } };
}

/** KITTI's boxes stay in the camera's frame in these infos: bottom centre, l h w, rotation about y. */
function kittiTruthOf(
  cloud: PointCloud,
  frame: MmdetFrame,
  names: ReadonlyMap<number, string>,
  options: LoadOptions,
): GroundTruth | undefined {
  const { cameraFromVelodyne, rectification, leftColour } = frame;
  if (!cameraFromVelodyne || !rectification) {
    options.diagnostics.warn('KITTI_NO_CALIB', 'The infos give boxes in the camera’s frame without its calibration');
    return undefined;
  }
  const objects = frame.instances.map(
    ({ box, label, imageBox, points }): KittiObject & { points: number | undefined } => {
      const [x, y, z, lengthM, heightM, widthM, rotationYRad] = box as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      return {
        type: names.get(label) ?? 'DontCare',
        imageBox: (imageBox ?? [0, 0, 0, 0]) as unknown as KittiObject['imageBox'],
        heightM,
        widthM,
        lengthM,
        bottomCenter: [x, y, z],
        rotationYRad,
        points,
      };
    },
  );
  const calib = {
    rectification: [0, 1, 2].flatMap((row) => rectification.slice(row * 4, row * 4 + 3)),
    cameraFromVelodyne: cameraFromVelodyne.slice(0, 12),
    leftColour: leftColour?.slice(0, 12),
  };
  return kittiTruth(cloud, objects, calib, options.diagnostics);
}

function poseOf({ worldFromEgo, egoFromLidar }: MmdetFrame): readonly number[] | undefined {
  return worldFromEgo && egoFromLidar ? multiply(worldFromEgo, egoFromLidar) : worldFromEgo;
}
