import { type ByteSource, type GroundTruth, IGNORE_LABEL, LABEL_SETS, type LabelSet } from '../core/index.ts';
import {
  keepRows,
  type LabelCloudBoxes,
  type LabelCloudClasses,
  readCloudAs,
  readLabelCloudBoxes,
  readLabelCloudClasses,
  readPointLabels,
} from '../formats/index.ts';
import { guessDomain } from './domain.ts';
import { type CloudFile, type FileSet, nearest } from './file-set.ts';
import { findPart } from './match-files.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';
import { countInside } from './truth-boxes.ts';

interface LabelCloudFiles {
  readonly boxes: ByteSource | undefined;
  readonly points: ByteSource | undefined;
  readonly classes: ByteSource | undefined;
}

/** labelCloud: a cloud, `<cloud>.json` with boxes, `segmentation/<cloud>.bin` with a class a point, `_classes.json`. */
export function planLabelCloud(files: FileSet): ScenePlan | undefined {
  const [boxes, points] = [files.parts('labelcloud-boxes'), files.parts('point-labels')];
  const classes = files.parts('labelcloud-classes');
  const masks = classes.length > 0 ? points : [];
  if (boxes.length + masks.length === 0) return undefined;
  const used = new Set<ByteSource>(classes);
  const frames: FramePlan[] = [];
  const clouds: ByteSource[] = [];
  for (const cloud of files.clouds) {
    const isOnly = files.clouds.length === 1;
    const found: LabelCloudFiles = {
      boxes: findPart(cloud.source, boxes, isOnly),
      points: findPart(cloud.source, masks, isOnly),
      classes: nearest(cloud.source, classes),
    };
    if (!found.boxes && !found.points) continue;
    for (const file of [cloud.source, found.boxes, found.points]) if (file) used.add(file);
    clouds.push(cloud.source);
    frames.push({ name: cloud.source.name, load: labelCloudLoader(cloud, found) });
  }
  return frames.length > 0 ? { dataset: 'labelcloud', frames, clouds, used } : undefined;
}

function labelCloudLoader({ source, format }: CloudFile, files: LabelCloudFiles): FrameLoader {
  return async (options) => {
    const decoded = await readCloudAs(format, source, options);
    const classes = files.classes && (await readLabelCloudClasses(files.classes));
    const annotated = files.boxes && (await readLabelCloudBoxes(files.boxes));
    const ids = files.points && keepRows(await readPointLabels(files.points, decoded.sourceCount), decoded.keptRows);
    let { cloud } = decoded;
    if (ids)
      cloud = { ...cloud, attributes: [...cloud.attributes, { name: 'label', components: 1, values: narrow(ids) }] };
    const domain = guessDomain(cloud, options.diagnostics);
    const labelSet = LABEL_SETS.find(({ name }) => name === (domain === 'indoor' ? 'scannet20' : 'outdoor11'))!;
    const semantic = ids && toClasses(ids, classes, labelSet, options);
    const boxes = (annotated ? toBoxes(annotated, classes, options) : []).map((box) => {
      const center = box.center.map((value, k) => value - cloud.origin[k]!) as unknown as typeof box.center;
      return { ...box, center, points: countInside(cloud, { ...box, center }) };
    });
    const truth: GroundTruth = { labelSet: labelSet.name, boxes, ...(semantic ? { semantic } : {}) };
    return { cloud, dataset: 'labelcloud', domain, truth };
  };
}

/** Angles: the project says degrees (`_abs`) or radians (`_rel`); without it their size does. */
function toBoxes({ boxes, isDegrees }: LabelCloudBoxes, classes: LabelCloudClasses | undefined, options: LoadOptions) {
  const stated = classes?.format && (/_abs$/.test(classes.format) || !/_rel$/.test(classes.format) ? undefined : false);
  const inDegrees = /_abs$/.test(classes?.format ?? '') || (stated ?? isDegrees);
  const why = classes?.format
    ? `the project states ${classes.format}`
    : isDegrees
      ? 'one is beyond a full turn in radians'
      : 'all are within a full turn in radians';
  options.diagnostics.info(
    'LABELCLOUD_ANGLES',
    `Rotations were read as ${inDegrees ? 'degrees' : 'radians'}, because ${why}`,
  );
  return boxes.map(({ name, center, size, rotation: [, , z] }) => {
    const angle = inDegrees ? (z * Math.PI) / 180 : z;
    return { className: name, center, size, yaw: Math.atan2(Math.sin(angle), Math.cos(angle)) };
  });
}

/** Classes that are named like one of ours; the person's own classes stay in the attribute `label`. */
function toClasses(
  ids: Int32Array,
  classes: LabelCloudClasses | undefined,
  labelSet: LabelSet,
  options: LoadOptions,
): Int16Array | undefined {
  const table = new Map<number, number>();
  for (const [id, name] of classes?.names ?? []) {
    const index = labelSet.classes.findIndex((entry) => entry.name === name.toLowerCase());
    if (index >= 0) table.set(id, index);
  }
  const names = [...new Set(ids)].sort((a, b) => a - b).map((id) => `${id} ${classes?.names.get(id) ?? '(no name)'}`);
  const message = `Labels of the points: ${names.join(', ')}; ${table.size} of these classes are known here by name`;
  options.diagnostics.info('LABELCLOUD_CLASSES', message, table.size);
  return table.size > 0 ? Int16Array.from(ids, (id) => table.get(id) ?? IGNORE_LABEL) : undefined;
}

function narrow(ids: Int32Array): Int8Array | Int32Array {
  return ids.every((id) => id >= -128 && id < 128) ? Int8Array.from(ids) : ids;
}
