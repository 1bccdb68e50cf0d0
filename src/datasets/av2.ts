import type { ByteSource } from '../core/index.ts';
import { type ArrowColumn, type ArrowTable, readArrowTable, readCloudAs } from '../formats/index.ts';
import { type FileSet, nearest, once } from './file-set.ts';
import { AV2_BOX_TYPES } from './labels/av2.ts';
import { fromQuaternion, type Matrix4, yawOf } from './rigid.ts';
import type { FrameLoader, FramePlan, ScenePlan } from './scene-set.ts';
import { type AnnotatedBox, truthBoxes } from './truth-boxes.ts';

/** Nanoseconds since 1970 (or since the vehicle's own epoch): the name of each sweep. */
const SWEEP = /^(\d{15,19})\.feather$/;

/** Argoverse 2 sensor logs: `<log>/sensors/lidar/<timestamp_ns>.feather` beside annotations and poses of the whole log. */
export function planAv2(files: FileSet): ScenePlan | undefined {
  const sweeps = files.clouds.filter(({ source, format }) => format === 'arrow' && SWEEP.test(source.name));
  if (sweeps.length === 0) return undefined;
  const used = new Set<ByteSource>();
  const tables = new Map<ByteSource, () => Promise<ArrowTable>>();
  const tableOf = (source: ByteSource | undefined) => {
    if (!source) return undefined;
    used.add(source);
    if (!tables.has(source))
      tables.set(
        source,
        once(() => readArrowTable(source)),
      );
    return tables.get(source);
  };
  const frames = sweeps.map(({ source }): FramePlan => {
    used.add(source);
    const annotations = tableOf(nearest(source, files.parts('av2-annotations')));
    const poses = tableOf(nearest(source, files.parts('av2-poses')));
    return { name: source.name, load: av2Loader(source, annotations, poses) };
  });
  return { dataset: 'av2', frames, clouds: sweeps.map(({ source }) => source), used };
}

function av2Loader(
  sweep: ByteSource,
  annotations: (() => Promise<ArrowTable>) | undefined,
  poses: (() => Promise<ArrowTable>) | undefined,
): FrameLoader {
  return async (options) => {
    const { cloud } = await readCloudAs('arrow', sweep, options);
    const stamp = BigInt(SWEEP.exec(sweep.name)![1]!);
    options.diagnostics.info(
      'FRAME',
      'Coordinates are the vehicle’s at the sweep’s time: x forward, y left, z up, origin on the rear axle 0.33 m above the road; the sweep is motion-compensated',
    );
    const pose = poses && poseAt(await poses(), stamp);
    if (poses && !pose) options.diagnostics.warn('AV2_NO_POSE', `No vehicle pose has the time ${stamp} of this sweep`);
    const base = {
      cloud,
      dataset: 'av2',
      domain: 'outdoor' as const,
      ...(pose ? { worldFromFrame: pose } : {}),
    };
    if (!annotations) return base;
    const annotated = boxesAt(await annotations(), stamp);
    if (annotated.length === 0) {
      options.diagnostics.warn('AV2_NO_BOXES', `The annotations have no box at the time ${stamp} of this sweep`);
      return base;
    }
    const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, AV2_BOX_TYPES, options.diagnostics);
    return { ...base, truth: { labelSet: 'outdoor11', boxes, judged: { ignoredBoxes } } };
  };
}

/** Boxes of the sweep with exactly this time. A row without a size or position is left out. */
function boxesAt(table: ArrowTable, stamp: bigint): AnnotatedBox[] {
  const column = (name: string): ArrowColumn => table.columns.get(name) ?? [];
  const number = (name: string, row: number) => Number(column(name)[row] ?? NaN);
  return rowsAt(column('timestamp_ns'), stamp).flatMap((row): AnnotatedBox[] => {
    const points = number('num_interior_pts', row);
    const center = ['tx_m', 'ty_m', 'tz_m'].map((name) => number(name, row)) as [number, number, number];
    const size = ['length_m', 'width_m', 'height_m'].map((name) => number(name, row)) as [number, number, number];
    const yaw = yawOf(rotationAt(table, row));
    if (![...center, ...size, yaw].every(Number.isFinite)) return [];
    return [
      {
        type: String(column('category')[row]),
        id: String(column('track_uuid')[row]),
        center,
        size,
        yaw,
        points: Number.isFinite(points) ? points : undefined,
      },
    ];
  });
}

function poseAt(table: ArrowTable, stamp: bigint): Matrix4 | undefined {
  const [row] = rowsAt(table.columns.get('timestamp_ns') ?? [], stamp);
  return row === undefined ? undefined : rotationAt(table, row);
}

function rotationAt(table: ArrowTable, row: number): Matrix4 {
  const number = (name: string) => Number(table.columns.get(name)?.[row] ?? NaN);
  return fromQuaternion(
    [number('qw'), number('qx'), number('qy'), number('qz')],
    [number('tx_m'), number('ty_m'), number('tz_m')],
  );
}

function rowsAt(stamps: ArrowColumn, stamp: bigint): number[] {
  const rows: number[] = [];
  for (let row = 0; row < stamps.length; row++) if (stamps[row] === stamp) rows.push(row);
  return rows;
}
