import type { ByteSource } from '../../core/index.ts';
import { asMatrix, asNumber, asNumbers, asRecord, badJson, member, readJson } from '../read-json.ts';

/** One object of MMDetection3D's infos, version 2, as stored: the meaning of `box` depends on the dataset. */
export interface MmdetInstance {
  /** Seven numbers. KITTI: bottom centre, l h w and rotation_y in the camera's frame. Else: centre, size and yaw. */
  readonly box: readonly number[];
  /** Index into the categories, −1 for regions without one. */
  readonly label: number;
  /** Left, top, right, bottom in the image, where stated. */
  readonly imageBox: readonly number[] | undefined;
  readonly points: number | undefined;
}

export interface MmdetFrame {
  /** File name of the cloud. */
  readonly cloudName: string;
  readonly instances: readonly MmdetInstance[];
  /** 4×4. */
  readonly worldFromEgo: readonly number[] | undefined;
  readonly egoFromLidar: readonly number[] | undefined;
  /** KITTI: 4×4, 4×4 and 4×4. */
  readonly cameraFromVelodyne: readonly number[] | undefined;
  readonly rectification: readonly number[] | undefined;
  readonly leftColour: readonly number[] | undefined;
}

export interface MmdetInfos {
  /** In lower case: `kitti`, `nuscenes`, `waymo`, `sunrgbd`, `scannet`, … */
  readonly dataset: string;
  /** Name by index, where the file states it. */
  readonly categories: ReadonlyMap<number, string> | undefined;
  readonly frames: readonly MmdetFrame[];
}

const FORMAT = 'mmdet3d-infos';

/** `{metainfo, data_list}` saved as JSON (the pickles themselves are never opened). @throws FormatError */
export async function readMmdetInfos(source: ByteSource): Promise<MmdetInfos> {
  const parsed = await readJson(source, FORMAT);
  const meta = member(parsed, 'metainfo');
  const dataset = member(meta, 'dataset') ?? member(meta, 'DATASET');
  const list = member(parsed, 'data_list');
  if (!Array.isArray(list)) throw badJson(source, FORMAT, 'data_list', 'Save the infos again as JSON.');
  return {
    dataset: typeof dataset === 'string' ? dataset.toLowerCase() : '',
    categories: readCategories(member(meta, 'categories') ?? member(meta, 'classes')),
    frames: list.flatMap((entry: unknown) => readFrame(source, entry)),
  };
}

function readCategories(value: unknown): ReadonlyMap<number, string> | undefined {
  if (Array.isArray(value)) return new Map(value.map((name: unknown, i) => [i, String(name)]));
  const record = asRecord(value);
  if (!record) return undefined;
  return new Map(Object.entries(record).flatMap(([name, index]) => (typeof index === 'number' ? [[index, name]] : [])));
}

function readFrame(source: ByteSource, entry: unknown): MmdetFrame[] {
  const lidar = member(entry, 'lidar_points');
  const path = member(lidar, 'lidar_path');
  if (typeof path !== 'string') return [];
  const instances = member(entry, 'instances');
  const images = member(entry, 'images');
  const calibration = (record: unknown, name: string) => asMatrix(member(record, name), 4, 4);
  return [
    {
      cloudName: path.split('/').at(-1)!,
      instances: Array.isArray(instances) ? instances.map((one: unknown, i) => readInstance(source, one, i)) : [],
      worldFromEgo: calibration(entry, 'ego2global'),
      egoFromLidar: calibration(lidar, 'lidar2ego'),
      cameraFromVelodyne: calibration(lidar, 'Tr_velo_to_cam'),
      rectification: calibration(images, 'R0_rect'),
      leftColour: calibration(member(images, 'CAM2'), 'cam2img'),
    },
  ];
}

function readInstance(source: ByteSource, entry: unknown, i: number): MmdetInstance {
  const box = asNumbers(member(entry, 'bbox_3d'), 7);
  const label = asNumber(member(entry, 'bbox_label_3d'));
  if (!box || label === undefined) throw badJson(source, FORMAT, `bbox_3d of object ${i}`, 'Save the infos again.');
  const points = asNumber(member(entry, 'num_lidar_pts'));
  return {
    box,
    label,
    imageBox: asNumbers(member(entry, 'bbox'), 4),
    points: points !== undefined && points >= 0 ? points : undefined,
  };
}
