import type { ByteSource, Vec3 } from '../core/index.ts';
import { type NuscenesRow, type PartFormat, readNuscenesTable } from '../formats/index.ts';
import { nuscenesLoader } from './driving.ts';
import { type CloudFile, type FileSet, once } from './file-set.ts';
import { NUSCENES_BOX_TYPES } from './labels/nuscenes.ts';
import { fromQuaternion, invertRigid, type Matrix4, multiply, transformPoint, yawOf } from './rigid.ts';
import type { FrameLoader, FramePlan, ScenePlan } from './scene-set.ts';
import { type AnnotatedBox, truthBoxes } from './truth-boxes.ts';

interface Tables {
  readonly poses: ReadonlyMap<string, NuscenesRow>;
  readonly sensors: ReadonlyMap<string, NuscenesRow>;
  /** By `sample_token`. */
  readonly annotations: ReadonlyMap<string, readonly NuscenesRow[]>;
  /** Category name by `instance_token`. */
  readonly categories: ReadonlyMap<string, string>;
}

/** The nuScenes folder: `v1.0-*` tables beside `samples/LIDAR_TOP`, `sweeps/LIDAR_TOP`, `lidarseg` and `panoptic`. */
export async function planNuscenes(files: FileSet): Promise<ScenePlan | undefined> {
  const tables = new Map(files.parts('nuscenes-table').map((source) => [source.name.toLowerCase(), source]));
  const sampleData = tables.get('sample_data.json');
  const lidar = files.clouds.filter(({ source }) => /\.pcd\.bin$/i.test(source.name));
  if (!sampleData || lidar.length === 0) return undefined;
  const used = new Set<ByteSource>([...tables.values()]);
  const rowsOf = (name: string) => {
    const source = tables.get(name);
    return source ? readNuscenesTable(source) : Promise.resolve([]);
  };
  const byFile = new Map((await readNuscenesTable(sampleData)).map((row) => [lastOf(row.text('filename')), row]));
  const namesIn = async (table: string) =>
    new Map((await rowsOf(table)).map((row) => [row.text('sample_data_token'), lastOf(row.text('filename'))]));
  const [lidarsegNames, panopticNames] = [await namesIn('lidarseg.json'), await namesIn('panoptic.json')];
  const byName = (format: PartFormat) => new Map(files.parts(format).map((source) => [source.name, source]));
  const [lidarseg, panoptic] = [byName('nuscenes-lidarseg'), byName('nuscenes-panoptic')];
  const load = once(() => readTables(rowsOf));
  const known = lidar.flatMap((cloud) => {
    const row = byFile.get(cloud.source.name);
    return row ? [{ cloud, row }] : [];
  });
  if (known.length === 0) return undefined;
  known.sort((a, b) => (a.row.number('timestamp') ?? 0) - (b.row.number('timestamp') ?? 0));
  const frames = known.map(({ cloud, row }): FramePlan => {
    const token = row.text('token');
    const classes = lidarseg.get(lidarsegNames.get(token) ?? `${token}_lidarseg.bin`);
    // Panoptic labels hold the same classes, and say which points are one object.
    const label = panoptic.get(panopticNames.get(token) ?? `${token}_panoptic.npz`) ?? classes;
    for (const file of [cloud.source, classes, label]) if (file) used.add(file);
    return { name: cloud.source.name, load: tableLoader(cloud, row, label, load) };
  });
  return { dataset: 'nuscenes', frames, clouds: known.map(({ cloud }) => cloud.source), used };
}

async function readTables(rowsOf: (name: string) => Promise<NuscenesRow[]>): Promise<Tables> {
  const byToken = async (name: string) => new Map((await rowsOf(name)).map((row) => [row.text('token'), row]));
  const names = new Map((await rowsOf('category.json')).map((row) => [row.text('token'), row.text('name')]));
  const categories = new Map(
    (await rowsOf('instance.json')).map((row) => [row.text('token'), names.get(row.text('category_token')) ?? '']),
  );
  const annotations = new Map<string, NuscenesRow[]>();
  for (const row of await rowsOf('sample_annotation.json')) {
    const sample = row.text('sample_token');
    const list = annotations.get(sample);
    if (list) list.push(row);
    else annotations.set(sample, [row]);
  }
  return {
    poses: await byToken('ego_pose.json'),
    sensors: await byToken('calibrated_sensor.json'),
    annotations,
    categories,
  };
}

function tableLoader(
  { source, format }: CloudFile,
  row: NuscenesRow,
  labels: ByteSource | undefined,
  load: () => Promise<Tables>,
): FrameLoader {
  const points = nuscenesLoader({ cloud: source, format, labels });
  return async (options) => {
    const scene = await points(options);
    const tables = await load();
    const pose = tables.poses.get(row.text('ego_pose_token'));
    const sensor = tables.sensors.get(row.text('calibrated_sensor_token'));
    if (!pose || !sensor) {
      options.diagnostics.warn(
        'NUSCENES_NO_POSE',
        'ego_pose.json or calibrated_sensor.json does not know this sweep: no boxes',
      );
      return scene;
    }
    const worldFromFrame = multiply(transformOf(pose), transformOf(sensor));
    // Boxes are annotated at the sample's time: those of the sweeps between would have to be guessed.
    const isKeyFrame = /(^|\/)samples\//.test(row.text('filename'));
    const annotations = isKeyFrame ? (tables.annotations.get(row.text('sample_token')) ?? []) : [];
    if (annotations.length === 0) return { ...scene, worldFromFrame };
    if (tables.categories.size === 0) {
      const message =
        'instance.json and category.json say what is in the boxes: drop both, without them there are no boxes';
      options.diagnostics.warn('NUSCENES_NO_CATEGORIES', message);
      return { ...scene, worldFromFrame };
    }
    const frameFromWorld = invertRigid(worldFromFrame);
    const annotated = annotations.map((one) => toBox(one, frameFromWorld, tables));
    const { boxes, ignoredBoxes } = truthBoxes(scene.cloud, annotated, NUSCENES_BOX_TYPES, options.diagnostics);
    const truth = { labelSet: 'outdoor11', ...scene.truth, boxes, judged: { ignoredBoxes } };
    return { ...scene, truth, worldFromFrame };
  };
}

function toBox(row: NuscenesRow, frameFromWorld: Matrix4, { categories }: Tables): AnnotatedBox {
  const world = transformOf(row);
  // Stored as width, length, height.
  const [width, length, height] = row.numbers('size', 3) as [number, number, number];
  return {
    type: categories.get(row.text('instance_token')) ?? '',
    id: row.text('instance_token'),
    center: transformPoint(frameFromWorld, [world[3]!, world[7]!, world[11]!]),
    size: [length, width, height],
    yaw: yawOf(multiply(frameFromWorld, world)),
    points: row.number('num_lidar_pts'),
  };
}

function transformOf(row: NuscenesRow): Matrix4 {
  const rotation = row.numbers('rotation', 4) as [number, number, number, number];
  return fromQuaternion(rotation, row.numbers('translation', 3) as unknown as Vec3);
}

function lastOf(path: string): string {
  return path.split('/').at(-1)!;
}
