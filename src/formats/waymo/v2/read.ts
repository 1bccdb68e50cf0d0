import {
  type ByteSource,
  FormatError,
  type StageOptions,
  throwIfCancelled,
  WorkbenchError,
} from '../../../core/index.ts';
import type { LaserCalibration, LaserLabel } from '../frame.ts';
import { FramePoints } from '../frame-points.ts';
import type { Matrix } from '../matrix.ts';
import { projectRangeImage } from '../project.ts';
import type { WaymoFile, WaymoScene } from '../read.ts';
import { ComponentTable, type RowKey } from './component-table.ts';
import { LIDAR_COMPONENT, WAYMO_V2 } from './format.ts';

/** Rows of a component by what they belong to. */
type RowIndex = ReadonlyMap<string, readonly { readonly table: ComponentTable; readonly row: number }[]>;

interface FrameRows {
  readonly segment: string;
  readonly timeMicros: number;
  readonly lasers: readonly { readonly table: ComponentTable; readonly row: number; readonly laser: number }[];
}

/**
 * Waymo Open Dataset v2: one Parquet file a component and segment, joined by segment, time and laser. Footers and the key columns of the
 * lidar component are read here; everything else with the first frame that needs it.
 * @throws FormatError FORMAT_FIELD, FORMAT_EMPTY when there is no frame
 */
export async function openWaymoV2(sources: readonly ByteSource[], options: StageOptions = {}): Promise<WaymoFile> {
  const tables: ComponentTable[] = [];
  for (const source of sources) {
    throwIfCancelled(options.signal, 'opening');
    tables.push(await ComponentTable.open(source));
  }
  const of = (component: string) => tables.filter((table) => table.component === component);
  const frames = await framesOf(of(LIDAR_COMPONENT));
  if (frames.length === 0) {
    const [first] = sources;
    const message = `"${first?.name ?? 'Waymo v2'}" has nothing to show: its lidar component holds no frame. Choose another segment.`;
    throw new FormatError('FORMAT_EMPTY', message, { file: first?.name, format: WAYMO_V2 });
  }
  const indices = new Map<string, Promise<RowIndex>>();
  const join: Join = (component, key) => {
    let index = indices.get(component);
    if (!index) indices.set(component, (index = indexRows(of(component))));
    return index.then((rows) => rows.get(keyText(key)) ?? []);
  };
  return {
    frameCount: frames.length,
    async readFrame(index, frameOptions = {}) {
      const frame = frames[index];
      if (!frame) throw new RangeError(`frame ${index} of ${frames.length}`);
      try {
        return await readFrame(frame, index, join, frameOptions);
      } catch (cause) {
        if (cause instanceof WorkbenchError) throw cause;
        throw damaged(frame, cause);
      }
    },
  };
}

type Join = (component: string, key: RowKey) => Promise<readonly Located[]>;

/** In order of time within a segment; lasers by ascending name, as the official converter has them. */
async function framesOf(tables: readonly ComponentTable[]): Promise<FrameRows[]> {
  const frames = new Map<string, { segment: string; timeMicros: number; lasers: FrameRows['lasers'][number][] }>();
  for (const table of tables) {
    (await table.keys()).forEach(({ segment, timeMicros = 0, laser = 0 }, row) => {
      const key = keyText({ segment, timeMicros, laser: undefined });
      const frame = frames.get(key) ?? { segment, timeMicros, lasers: [] };
      frame.lasers.push({ table, row, laser });
      frames.set(key, frame);
    });
  }
  for (const { lasers } of frames.values()) lasers.sort((a, b) => a.laser - b.laser);
  const bySegment = (a: FrameRows, b: FrameRows) => (a.segment < b.segment ? -1 : a.segment > b.segment ? 1 : 0);
  return [...frames.values()].sort((a, b) => bySegment(a, b) || a.timeMicros - b.timeMicros);
}

async function indexRows(tables: readonly ComponentTable[]): Promise<RowIndex> {
  const rows = new Map<string, { table: ComponentTable; row: number }[]>();
  for (const table of tables) {
    (await table.keys()).forEach((key, row) => {
      const text = keyText(key);
      const known = rows.get(text);
      if (known) known.push({ table, row });
      else rows.set(text, [{ table, row }]);
    });
  }
  return rows;
}

function keyText({ segment, timeMicros, laser }: RowKey): string {
  return `${segment} ${timeMicros ?? ''} ${laser ?? ''}`;
}

type Located = { readonly table: ComponentTable; readonly row: number };

interface PreparedLaser {
  readonly laser: FrameRows['lasers'][number];
  readonly calibration: LaserCalibration;
  readonly pixelPose: Matrix<Float32Array> | undefined;
  readonly labelled: Located | undefined;
}

async function prepareLaser(
  laser: FrameRows['lasers'][number],
  { segment, timeMicros }: FrameRows,
  join: Join,
  options: StageOptions,
): Promise<PreparedLaser> {
  const [calibrated] = await join('LiDARCalibrationComponent', { segment, timeMicros: undefined, laser: laser.laser });
  if (!calibrated) throw noCalibration(laser.table.source, segment, laser.laser);
  const ofLaser = { segment, timeMicros, laser: laser.laser };
  const [posed] = await join('LiDARPoseComponent', ofLaser);
  const [labelled] = await join('LiDARSegmentationLabelComponent', ofLaser);
  const pixelPose = posed && (await imageOf(posed.table, posed.row, 'range_image_return1', Float32Array));
  if (!pixelPose && laser.laser === 1) {
    options.diagnostics?.warn(
      'WAYMO_NO_PIXEL_POSE',
      'the top lidar has no pixel poses: its points are not corrected for motion. Drop lidar_pose too',
    );
  }
  return {
    laser,
    calibration: await calibrationOf(calibrated.table, calibrated.row, laser.laser),
    pixelPose,
    labelled,
  };
}

async function readFrame(frame: FrameRows, index: number, join: Join, options: StageOptions): Promise<WaymoScene> {
  const { segment, timeMicros, lasers } = frame;
  const ofFrame = { segment, timeMicros, laser: undefined };
  const pose = await poseOf(await join('VehiclePoseComponent', ofFrame));
  const labels = await boxesOf(await join('LiDARBoxComponent', ofFrame));
  const points = new FramePoints();
  const prepared: PreparedLaser[] = [];
  // A column is read by one reader at a time.
  for (const laser of lasers) prepared.push(await prepareLaser(laser, frame, join, options));
  // First returns before second ones, lasers as they are sorted: the order of the official converter.
  for (const returnNumber of [1, 2] as const) {
    for (const [done, { laser, calibration, pixelPose, labelled }] of prepared.entries()) {
      throwIfCancelled(options.signal, 'reading');
      const name = `range_image_return${returnNumber}`;
      const image = await imageOf(laser.table, laser.row, name, Float32Array);
      if (image) {
        const segmentation = labelled && (await imageOf(labelled.table, labelled.row, name, Int32Array));
        const images = { image, returnNumber, segmentation, share: returnNumber === 1 ? 0.6 : 1 };
        projectRangeImage(points, images, calibration, pixelPose, pose ?? []);
      }
      const total = 2 * prepared.length;
      options.onProgress?.({ stage: 'decoding', done: (returnNumber - 1) * prepared.length + done + 1, total });
    }
  }
  const file = lasers[0]!.table.source.name;
  const facts = { file, format: WAYMO_V2, frame: index, labels: labels.length, lasers: lasers.length };
  return {
    ...points.build(`${segment} · frame ${index}`, facts, options),
    contextName: segment,
    timestampMicros: timeMicros,
    labels,
    ...(pose ? { globalFromVehicle: pose } : {}),
  };
}

/** `<name>.values` in the shape of `<name>.shape`; undefined where the laser has no such return. */
async function imageOf<T extends Float32Array | Int32Array>(
  table: ComponentTable,
  row: number,
  name: string,
  Kind: { new (length: number): T; from(values: ArrayLike<number>): T },
): Promise<Matrix<T> | undefined> {
  const values = await table.list(`${name}.values`, row);
  if (!values || values.length === 0) return undefined;
  const [height = 0, width = 0, channels = 0, ...rest] = (await table.list(`${name}.shape`, row)) ?? [];
  const isShape = [height, width, channels].every((dim) => Number.isInteger(dim) && dim > 0) && rest.length === 0;
  if (!isShape || height * width * channels !== values.length)
    throw new RangeError(`an image of shape ${height} × ${width} × ${channels} with ${values.length} values`);
  return { height, width, channels, values: values instanceof Kind ? values : Kind.from(values) };
}

async function calibrationOf(table: ComponentTable, row: number, laser: number): Promise<LaserCalibration> {
  const [extrinsic, inclinations, least, most] = [
    await table.list('extrinsic.transform', row),
    await table.list('beam_inclination.values', row),
    await table.values('beam_inclination.min'),
    await table.values('beam_inclination.max'),
  ];
  return {
    laser,
    inclinations: inclinations ? [...inclinations] : [],
    inclinationMin: Number(least?.[row] ?? Number.NaN),
    inclinationMax: Number(most?.[row] ?? Number.NaN),
    vehicleFromLaser: extrinsic ? [...extrinsic] : [],
  };
}

async function poseOf([found]: readonly { table: ComponentTable; row: number }[]): Promise<number[] | undefined> {
  const pose = found && (await found.table.list('world_from_vehicle.transform', found.row));
  if (!pose) return undefined;
  if (pose.length !== 16) throw new RangeError(`a pose of ${pose.length} numbers`);
  return [...pose];
}

async function boxesOf(rows: readonly { table: ComponentTable; row: number }[]): Promise<LaserLabel[]> {
  return Promise.all(
    rows.map(async ({ table, row }): Promise<LaserLabel> => {
      const number = async (name: string) => Number((await table.values(name))?.[row] ?? Number.NaN);
      const triple = (name: string) => Promise.all(['x', 'y', 'z'].map((axis) => number(`box.${name}.${axis}`)));
      const [center, size] = [await triple('center'), await triple('size')];
      const points = await number('num_lidar_points_in_box');
      const id = (await table.key('laser_object_id'))?.[row];
      return {
        center: center as unknown as LaserLabel['center'],
        size: size as unknown as LaserLabel['size'],
        headingRad: await number('box.heading'),
        type: await number('type'),
        id: id === undefined ? '' : String(id),
        pointCount: Number.isFinite(points) ? points : undefined,
      };
    }),
  );
}

function noCalibration(lidar: ByteSource, segment: string, laser: number): FormatError {
  const message = `"${lidar.name}" is the lidar component of Waymo v2: without lidar_calibration of the same segment its range images are no points. Drop the segment's other components with it: lidar_calibration, and lidar_pose, vehicle_pose, lidar_box and lidar_segmentation where there are some.`;
  return new FormatError('FORMAT_MISMATCH', message, { file: lidar.name, format: WAYMO_V2, segment, laser });
}

function damaged({ segment, lasers }: FrameRows, cause: unknown): FormatError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const file = lasers[0]!.table.source.name;
  const message = `"${file}": a frame of segment ${segment} cannot be decoded (${why}). Copy or download the files again.`;
  return new FormatError('FORMAT_FIELD', message, { file, format: WAYMO_V2 }, cause);
}
