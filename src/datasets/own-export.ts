import {
  type Attribute,
  type ByteSource,
  type Diagnostics,
  type Domain,
  findAttribute,
  type GroundTruth,
  IGNORE_LABEL,
  LABEL_SETS,
  type LabelSet,
  type PointCloud,
  type Vec3,
} from '../core/index.ts';
import { type FrameFile, labelCodes, readCloudAs, readFrameFile, UNLABELLED_CODE } from '../formats/index.ts';
import { instanceTruth } from './column-truth.ts';
import { nuscenesLoader, relativeTo, semanticKittiLoader } from './driving.ts';
import { type CloudFile, FileSet } from './file-set.ts';
import { scannetEvaluationTruth } from './scannet-evaluation.ts';
import type { FrameLoader, FramePlan, LoadOptions, ScenePlan } from './scene-set.ts';
import { planTf3d } from './tf3d.ts';

interface OwnExport {
  readonly facts: FrameFile;
  readonly cloud: CloudFile;
  /** Of the facts' files, those that are there. */
  readonly beside: readonly ByteSource[];
}

/** What we exported ourselves, by the `.frame.json` beside it: the same points, labels and boxes as before. */
export async function planOwnExport(files: FileSet): Promise<ScenePlan | undefined> {
  const frames: FramePlan[] = [];
  const clouds: ByteSource[] = [];
  const used = new Set<ByteSource>();
  for (const source of files.named(/\.frame\.json$/i)) {
    const facts = await readFrameFile(source);
    if (!facts) continue;
    const folder = source.path.slice(0, -source.name.length);
    const paths = new Set(facts.files.map((file) => `${folder}${file}`));
    const cloud =
      files.clouds.find(({ source: { path } }) => paths.has(path)) ??
      files.clouds.find(({ source: { name } }) => name === facts.cloud);
    if (!cloud) continue;
    const beside = files.named(/./).filter(({ path }) => paths.has(path));
    for (const file of [source, cloud.source, ...beside]) used.add(file);
    clouds.push(cloud.source);
    frames.push({ name: cloud.source.name, load: ownLoader({ facts, cloud, beside }) });
  }
  return frames.length > 0 ? { dataset: 'voxelens', frames, clouds, used } : undefined;
}

function ownLoader(own: OwnExport): FrameLoader {
  return async (options) => {
    const { facts } = own;
    const labelSet = LABEL_SETS.find(({ name }) => name === facts.labels?.labelSet);
    if (facts.labels && !labelSet) {
      const message = `The file's label set "${facts.labels.labelSet}" is not known here: its labels are shown as plain numbers`;
      options.diagnostics.warn('LABEL_SET_UNKNOWN', message);
    }
    const { cloud, truth } = await loadTarget(own, labelSet, options);
    const origin = facts.isRelative ? plus(cloud.origin, facts.origin) : cloud.origin;
    const placed = { ...cloud, origin };
    const domain: Domain = labelSet?.name === 'scannet20' ? 'indoor' : 'outdoor';
    const base = { cloud: placed, dataset: 'voxelens', ...(labelSet ? { domain } : {}) };
    if (!labelSet || !facts.labels) return base;
    options.diagnostics.info(
      'LABELS_READ',
      `The labels beside the cloud are ${facts.labels.kind}; they are shown as truth`,
    );
    const boxes = facts.boxes.map((box) => relativeTo(origin, box));
    return { ...base, truth: { ...truth, labelSet: labelSet.name, boxes } };
  };
}

interface LoadedTarget {
  readonly cloud: PointCloud;
  readonly truth?: GroundTruth | undefined;
}

async function loadTarget(
  { facts, cloud, beside }: OwnExport,
  labelSet: LabelSet | undefined,
  options: LoadOptions,
): Promise<LoadedTarget> {
  const ending = (pattern: RegExp) => beside.find(({ path }) => pattern.test(path));
  const sweep = { cloud: cloud.source, format: cloud.format };
  const floats = { ...options, columns: ['x', 'y', 'z', 'intensity'] };
  switch (facts.target) {
    case 'semantickitti':
      return semanticKittiLoader({ ...sweep, labels: ending(/\.label$/) })(floats);
    case 'nuscenes-lidarseg':
      return nuscenesLoader({ ...sweep, labels: ending(/_lidarseg\.bin$/) })({
        ...options,
        columns: [...floats.columns, 'ring'],
      });
    case 'kitti':
      // Its boxes are in the facts, without the way through a camera.
      return { cloud: (await readCloudAs(cloud.format, cloud.source, floats)).cloud };
    case 'tf3d-frame':
    case 'tf3d-scene': {
      const alone = { source: cloud.source, sniffed: { kind: 'cloud', format: cloud.format } as const };
      const plan = await planTf3d(new FileSet([alone]));
      return plan!.frames[0]!.load(options);
    }
    case 'scannet': {
      const decoded = await readCloudAs(cloud.format, cloud.source, options);
      return { cloud: decoded.cloud, truth: await scannetEvaluationTruth(beside, decoded, options) };
    }
    default: {
      const decoded = await readCloudAs(cloud.format, cloud.source, options);
      return labelSet ? tableTruth(decoded.cloud, labelSet, options.diagnostics) : { cloud: decoded.cloud };
    }
  }
}

/** Labels in columns of the cloud become its truth; attributes that had made room for them have their names back. */
function tableTruth(cloud: PointCloud, labelSet: LabelSet, diagnostics: Diagnostics): LoadedTarget {
  const labelName = cloud.format === 'las' ? 'classification' : 'label';
  const labels = findAttribute(cloud, labelName)?.values;
  const ids = cloud.format === 'las' ? labelCodes(labelSet.classes) : labelSet.classes.map((_, index) => index);
  const none = cloud.format === 'las' ? UNLABELLED_CODE : IGNORE_LABEL;
  const semantic = labels && classesOf(labels, ids, none);
  if (labels && !semantic) {
    diagnostics.warn('LABEL_UNKNOWN', `The column ${labelName} holds other numbers than those of ${labelSet.name}`);
  }
  const instance = instanceTruth(cloud) ?? (findAttribute(cloud, 'instance') && new Uint32Array(cloud.count));
  const moved = new Set([...(semantic ? [labelName] : []), ...(instance ? ['instance'] : [])]);
  const attributes = cloud.attributes.flatMap((attribute): Attribute[] => {
    if (moved.has(attribute.name)) return [];
    const own = attribute.name.replace(/^source_/, '');
    return [own !== attribute.name && moved.has(own) ? { ...attribute, name: own } : attribute];
  });
  const columns = { ...(semantic ? { semantic } : {}), ...(instance ? { instance } : {}) };
  return { cloud: { ...cloud, attributes }, truth: { labelSet: labelSet.name, boxes: [], ...columns } };
}

/** Class indices of stored ids, or undefined where one of them is no class. */
function classesOf(labels: ArrayLike<number>, ids: readonly number[], none: number): Int16Array | undefined {
  const index = new Map(ids.map((id, i) => [id, i]));
  const classes = new Int16Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const found = labels[i] === none ? IGNORE_LABEL : index.get(labels[i]!);
    if (found === undefined) return undefined;
    classes[i] = found;
  }
  return classes;
}

function plus([x, y, z]: Vec3, [dx, dy, dz]: Vec3): Vec3 {
  return [x + dx, y + dy, z + dz];
}
