import type { ByteSource, GroundTruth } from '../core/index.ts';
import { openTf3d, type Tf3dFile, type Tf3dRecord } from '../formats/index.ts';
import type { FileSet } from './file-set.ts';
import { mapClasses } from './labels/class-map.ts';
import { NYU40 } from './labels/scannet.ts';
import { TF3D_WAYMO } from './labels/tf3d.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';
import { truthBoxes } from './truth-boxes.ts';

/** Class name of each of TF 3D's Waymo labels; what is ignored has none. */
const BOX_TYPES = Object.fromEntries(
  TF3D_WAYMO.classes.flatMap(({ id, to }) => (to === undefined ? [] : [[String(id), to]])),
);

/** TF 3D's own TFRecords of `tf.Example`: each record is a frame or a scene. */
export async function planTf3d(files: FileSet): Promise<ScenePlan | undefined> {
  const clouds = files.clouds.filter(({ format }) => format === 'tf3d-tfrecord').map(({ source }) => source);
  if (clouds.length === 0) return undefined;
  const frames: FramePlan[] = [];
  for (const source of clouds) {
    const file = await openTf3d(source);
    for (let index = 0; index < file.recordCount; index++) {
      frames.push({ name: `${source.name} · ${index}`, load: recordLoader(file, index) });
    }
  }
  return { dataset: 'tf3d', frames, clouds, used: new Set<ByteSource>(clouds) };
}

function recordLoader(file: Tf3dFile, index: number): FrameLoader {
  return async (options) => {
    const record = await file.readRecord(index, options);
    const { cloud } = record.decoded;
    if (record.kind === 'scene') {
      return { cloud, dataset: 'tf3d-scene', domain: 'indoor', ...sceneTruth(record, options) };
    }
    options.diagnostics.info('FRAME', 'Coordinates are the vehicle’s: x forward, y left, z up');
    const annotated = record.objects.map(({ label, id, center, size, rotation }) => ({
      type: String(label),
      id,
      center,
      size,
      yaw: Math.atan2(rotation[3]!, rotation[0]!),
    }));
    const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, BOX_TYPES, options.diagnostics);
    const truth: GroundTruth = { labelSet: TF3D_WAYMO.labelSet, boxes, judged: { ignoredBoxes } };
    return { cloud, dataset: 'tf3d-frame', domain: 'outdoor', truth };
  };
}

/** NYU40 classes; instance 0 is none. */
function sceneTruth({ semantic, instance }: Tf3dRecord, options: LoadOptions): { truth?: GroundTruth } {
  if (!semantic && !instance) return {};
  const labels = semantic && {
    semantic: mapClasses(NYU40, semantic, options.diagnostics),
    source: { scheme: NYU40.from, ids: Int16Array.from(semantic) },
  };
  const ids = instance && Uint32Array.from(instance, (id) => Math.max(0, id));
  return { truth: { labelSet: NYU40.labelSet, boxes: [], ...labels, ...(ids ? { instance: ids } : {}) } };
}
