import type { Domain, PointCloud, Scene } from '../core/index.ts';

export interface SceneDomain {
  readonly domain: Domain;
  /** Why, as the end of a sentence that starts with "because". */
  readonly reason: string;
}

const DATASET_TITLES: Readonly<Record<string, string>> = {
  scannet: 'ScanNet',
  'kitti-object': 'KITTI',
  'kitti-odometry': 'KITTI odometry',
  semantickitti: 'SemanticKITTI',
  nuscenes: 'nuScenes',
  'waymo-v1': 'Waymo',
  'waymo-v2': 'Waymo',
  'kitti-raw': 'KITTI raw',
  av2: 'Argoverse 2',
  '3rscan': '3RScan',
  s3dis: 'S3DIS',
  'scannet-sens': 'ScanNet stream',
  sunrgbd: 'SUN RGB-D',
  sustech: 'SUSTechPOINTS',
  labelcloud: 'labelCloud',
  'tf3d-frame': 'TF 3D',
  'tf3d-scene': 'TF 3D',
  'waymo-kitti-format': 'Waymo, as KITTI',
  file: 'single file',
};

/** A recognised layout as its makers write it. */
export function datasetTitle(dataset: string): string {
  return DATASET_TITLES[dataset] ?? dataset;
}

/** Rooms and flats end below this width; streets seen by a LiDAR do not. */
const INDOOR_MAX_WIDTH_M = 25;

/** Which kind of place the scene is: what the dataset says, else the cloud's extent. */
export function sceneDomain(scene: Scene): SceneDomain {
  const widthM = horizontalWidthM(scene.cloud);
  if (scene.domain !== undefined) {
    const known = scene.dataset !== 'file' && scene.dataset !== 'synthetic';
    const reason = known ? `the files are ${datasetTitle(scene.dataset)}` : `the cloud is ${formatWidth(widthM)} wide`;
    return { domain: scene.domain, reason };
  }
  return {
    domain: widthM <= INDOOR_MAX_WIDTH_M ? 'indoor' : 'outdoor',
    reason: `the cloud is ${formatWidth(widthM)} wide`,
  };
}

function formatWidth(widthM: number): string {
  return widthM < 10 ? `${widthM.toFixed(1)} m` : `${Math.round(widthM)} m`;
}

/** The larger horizontal extent, metres, without the outermost points of a sample (a stray return is not a street). */
function horizontalWidthM(cloud: PointCloud): number {
  const step = Math.max(1, Math.floor(cloud.count / 4096));
  const axes = [0, 1].map((axis) => {
    const values: number[] = [];
    for (let point = 0; point < cloud.count; point += step) values.push(cloud.positions[point * 3 + axis] as number);
    values.sort((a, b) => a - b);
    const cut = Math.floor(values.length * 0.01);
    return (values[values.length - 1 - cut] ?? 0) - (values[cut] ?? 0);
  });
  return Math.max(...axes);
}
