import { type ByteSource, type Diagnostics, UsageError } from '../core/index.ts';
import { openWaymo, type PartFormat, WAYMO } from '../formats/index.ts';
import { type DrivingFrame, kittiObjectLoader, nuscenesLoader, semanticKittiLoader } from './driving.ts';
import { type CloudFile, FileSet } from './file-set.ts';
import { LAYOUTS } from './layouts.ts';
import { loneCloudLoader } from './lone-cloud.ts';
import { findPart } from './match-files.ts';
import { type ScannetFiles, scannetLoader } from './scannet.ts';
import type { FrameLoader, FramePlan, OpenOptions, ScenePlan, SniffedFile } from './scene-set.ts';
import { waymoLoader } from './waymo.ts';

const SCANNET_MESH = /^(.+?)_vh_clean(_2)?(\.labels)?\.ply$/i;

/** Layouts of driving clouds that a person may say of any headerless file, and that are told by what lies beside it otherwise. */
const DRIVING = ['semantickitti', 'nuscenes', 'kitti-object'] as const;

export interface PlannedSet {
  readonly plan: ScenePlan;
  /** Why this layout, as a sentence's end. */
  readonly reason: string;
  /** Layouts that these files could be opened as, the chosen one among them. */
  readonly choices: readonly string[];
}

/** Decides which dataset the clouds are of (the one with the most clouds) and what belongs to each of its frames. */
export async function planFrames(
  files: readonly SniffedFile[],
  options: OpenOptions,
  diagnostics: Diagnostics,
): Promise<PlannedSet> {
  const set = new FileSet(files);
  // Where there is a mesh, the stream of the same scan is not asked for.
  const hasMesh = set.clouds.some(({ source }) => SCANNET_MESH.test(source.name));
  const clouds = set.clouds.filter(({ format }) => !hasMesh || format !== 'sens');
  const plans: ScenePlan[] = [];
  for (const recognise of LAYOUTS) plans.push(...[await recognise(set)].filter((plan) => plan !== undefined));
  plans.sort((a, b) => b.clouds.length - a.clouds.length);
  const groups = new Map<string, CloudFile[]>();
  for (const cloud of clouds) {
    const kind = kindOf(cloud, clouds.length === 1, (format) => set.parts(format));
    groups.set(kind, [...(groups.get(kind) ?? []), cloud]);
  }
  const kinds = [...groups].sort((a, b) => b[1].length - a[1].length);
  const bins = clouds.filter(({ format }) => format === 'float32-bin');
  const named = kinds.flatMap(([kind]) => (isLayout(kind) ? [layoutOf(kind)] : []));
  const choices = [
    ...new Set([...plans.map(({ dataset }) => dataset), ...named, ...(bins.length > 0 ? DRIVING : []), 'file']),
  ];
  const { layout } = options.overrides ?? {};
  if (layout !== undefined) {
    const plan =
      plans.find(({ dataset }) => dataset === layout) ??
      (await planChosen(layout, { set, clouds, kinds, bins }, options));
    if (plan) return { plan, reason: 'it was chosen', choices };
    const message = `These files cannot be opened as ${layout}: they could be ${choices.join(', ')}`;
    throw new UsageError('USAGE', message, { option: '--layout', choices });
  }
  const [known] = plans;
  // A known layout wins over lone clouds beside it, unless it is the lesser part of what was dropped.
  if (known && known.clouds.length * 2 >= clouds.length) {
    const reason = `${known.clouds.length} of ${clouds.length} clouds are named and lie as its makers lay them`;
    return { plan: known, reason, choices };
  }
  const [[kind, chosen] = ['file', clouds]] = kinds;
  if (groups.size > 1) {
    const found = [...groups].map(([name, group]) => `${group.length} × ${name}`).join(', ');
    diagnostics.warn(
      'SEVERAL_DATASETS',
      `Clouds of different kinds were dropped together (${found}): only ${kind} is opened`,
    );
  }
  const plan = await planKind(kind, chosen, set, options);
  const reason = isLayout(kind)
    ? 'its files say so by their names or what lies beside them'
    : 'no layout was recognised';
  return { plan, reason, choices };
}

interface Candidates {
  readonly set: FileSet;
  readonly clouds: readonly CloudFile[];
  readonly kinds: readonly (readonly [kind: string, clouds: CloudFile[]])[];
  readonly bins: readonly CloudFile[];
}

/** A layout that was asked for, where these files can be read so. */
async function planChosen(
  layout: string,
  { set, clouds, kinds, bins }: Candidates,
  options: OpenOptions,
): Promise<ScenePlan | undefined> {
  if (layout === 'file') return planLone(clouds);
  const group = kinds.find(([kind]) => isLayout(kind) && layoutOf(kind) === layout);
  if (group) return planKind(group[0], group[1], set, options);
  return bins.length > 0 && DRIVING.some((name) => name === layout) ? planKind(layout, bins, set, options) : undefined;
}

async function planKind(
  kind: string,
  chosen: readonly CloudFile[],
  set: FileSet,
  options: OpenOptions,
): Promise<ScenePlan> {
  const parts = (format: PartFormat) => set.parts(format);
  switch (kind) {
    case 'scannet':
      return planScannet(chosen, parts);
    case WAYMO:
      return planWaymo(chosen, options);
    case 'semantickitti':
      return planDriving(kind, chosen, parts('semantickitti-label'), [], semanticKittiLoader);
    case 'nuscenes':
      return planDriving(
        kind,
        chosen,
        [...parts('nuscenes-panoptic'), ...parts('nuscenes-lidarseg')],
        [],
        nuscenesLoader,
      );
    case 'kitti-object':
      return planDriving(kind, chosen, parts('kitti-label'), parts('kitti-calib'), kittiObjectLoader);
    default:
      return planLone(chosen);
  }
}

function planLone(clouds: readonly CloudFile[]): ScenePlan {
  const frames = clouds.map(({ source, format }) => ({ name: source.name, load: loneCloudLoader(source, format) }));
  const sources = clouds.map((cloud) => cloud.source);
  return { dataset: 'file', frames, clouds: sources, used: new Set(sources) };
}

/** Other kinds are formats: clouds of which nothing more is known. */
function isLayout(kind: string): boolean {
  return kind === 'scannet' || kind === WAYMO || DRIVING.some((name) => name === kind);
}

function layoutOf(kind: string): string {
  return kind === WAYMO ? 'waymo-v1' : kind;
}

/** Dataset of one cloud; a lone one is its format, so that a folder of PLYs and a folder of NPYs are two sequences. */
function kindOf({ source, format }: CloudFile, isOnly: boolean, parts: (format: PartFormat) => ByteSource[]): string {
  if (format === 'ply' && SCANNET_MESH.test(source.name)) return 'scannet';
  // One survey's tiles are often compressed in part.
  if (format === 'laz' || format === 'copc') return 'las';
  if (format !== 'float32-bin') return format;
  if (findPart(source, parts('semantickitti-label'), isOnly)) return 'semantickitti';
  const ofNuscenes = [...parts('nuscenes-panoptic'), ...parts('nuscenes-lidarseg')];
  if (findPart(source, ofNuscenes, isOnly) || /lidar_top.*\.pcd\.bin$/i.test(source.path)) return 'nuscenes';
  const hasKittiParts = parts('kitti-label').length + parts('kitti-calib').length > 0;
  // KITTI frames without labels (its test split) still belong to the sequence of those with.
  const isKitti =
    findPart(source, [...parts('kitti-label'), ...parts('kitti-calib')], isOnly) ?? /velodyne/i.test(source.path);
  return hasKittiParts && isKitti ? 'kitti-object' : format;
}

function planDriving(
  dataset: string,
  clouds: readonly CloudFile[],
  labels: readonly ByteSource[],
  calibs: readonly ByteSource[],
  loader: (frame: DrivingFrame) => FrameLoader,
): ScenePlan {
  const used = new Set<ByteSource>();
  const frames = clouds.map(({ source, format }): FramePlan => {
    const frame: DrivingFrame = {
      cloud: source,
      format,
      labels: findPart(source, labels, clouds.length === 1),
      calib: findPart(source, calibs, clouds.length === 1),
    };
    for (const file of [source, frame.labels, frame.calib]) if (file) used.add(file);
    return { name: source.name, load: loader(frame) };
  });
  return { dataset, frames, clouds: clouds.map((cloud) => cloud.source), used };
}

async function planWaymo(clouds: readonly CloudFile[], options: OpenOptions): Promise<ScenePlan> {
  const frames: FramePlan[] = [];
  for (const { source } of clouds) {
    const file = await openWaymo(source, options);
    for (let index = 0; index < file.frameCount; index++) {
      frames.push({ name: `${source.name} · ${index}`, load: waymoLoader(file, index) });
    }
  }
  const sources = clouds.map((cloud) => cloud.source);
  return { dataset: 'waymo-v1', frames, clouds: sources, used: new Set(sources) };
}

function planScannet(meshes: readonly CloudFile[], parts: (format: PartFormat) => ByteSource[]): ScenePlan {
  const ids = [...new Set(meshes.map(({ source }) => SCANNET_MESH.exec(source.name)![1]!))];
  const tables = parts('scannet-tsv');
  const used = new Set<ByteSource>(tables);
  const sources: ByteSource[] = [];
  const frames = ids.map((id): FramePlan => {
    const ofScan = (list: readonly ByteSource[]) => list.filter((source) => source.name.startsWith(id));
    const named = (suffix: string) =>
      meshes.find(({ source }) => source.name.toLowerCase() === `${id}${suffix}`.toLowerCase())?.source;
    // The decimated mesh is the annotated one; the full mesh has segments and an aggregation of its own.
    const isFull = !named('_vh_clean_2.ply') && !named('_vh_clean_2.labels.ply');
    const stem = isFull ? `${id}_vh_clean` : `${id}_vh_clean_2`;
    const isOfFull = (source: ByteSource) => /_vh_clean(?!_2)/.test(source.name);
    const files: ScannetFiles = {
      id,
      mesh: named(isFull ? '_vh_clean.ply' : '_vh_clean_2.ply'),
      labelsMesh: named(isFull ? '_vh_clean.labels.ply' : '_vh_clean_2.labels.ply'),
      segments: ofScan(parts('scannet-segs')).find((source) => source.name.startsWith(`${stem}.`)),
      aggregation: ofScan(parts('scannet-aggregation')).find((source) => isOfFull(source) === isFull),
      meta: ofScan(parts('scannet-meta'))[0],
      tables,
    };
    for (const file of [files.mesh, files.labelsMesh, files.segments, files.aggregation, files.meta])
      if (file) used.add(file);
    sources.push((files.mesh ?? files.labelsMesh)!);
    return { name: id, load: scannetLoader(files) };
  });
  return { dataset: 'scannet', frames, clouds: sources, used };
}
