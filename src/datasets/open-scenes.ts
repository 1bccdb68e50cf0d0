import { type ByteSource, Diagnostics, type Scene, SourceError, throwIfCancelled } from '../core/index.ts';
import { type FoundColumns, notACloud, type PartFormat, type Sniffed, unpackArchives } from '../formats/index.ts';
import { Decisions, decideFrame } from './decide-frame.ts';
import { byPath, titleOf } from './match-files.ts';
import { type PlannedSet, planFrames } from './plan-frames.ts';
import { reorient, reorientCloud } from './reorient.ts';
import type { OpenOptions, SceneSet, SniffedFile } from './scene-set.ts';
import { sniffFiles } from './sniff-files.ts';

/**
 * Groups dropped files into one scene or sequence and finds out which dataset they are. Archives count as what is in them.
 * Reads only the heads of the files, and of gzip files everything.
 * @throws FormatError when the only file holds no points that we read (it says what the file is); SourceError
 *   SOURCE_NOTHING_KNOWN when none of several does
 */
export async function openScenes(sources: readonly ByteSource[], options: OpenOptions = {}): Promise<SceneSet> {
  const unpacked = await unpackArchives(sources, options);
  const files = await sniffFiles([...unpacked].sort(byPath), options);
  const clouds = files.filter((file) => file.sniffed.kind === 'cloud');
  if (clouds.length === 0) throw nothingKnown(files);
  const diagnostics = new Diagnostics();
  const planned = await planFrames(files, options, diagnostics);
  const { plan } = planned;
  sayLeftOut(files, plan.used, diagnostics);
  options.diagnostics?.list.push(...diagnostics.list);
  return {
    dataset: plan.dataset,
    title: plan.frames.length === 1 ? plan.frames[0]!.name : titleOf(plan.clouds),
    frameCount: plan.frames.length,
    frameNames: plan.frames.map((frame) => frame.name),
    diagnostics: diagnostics.list,
    load: (frame, loadOptions = {}) => loadFrame(planned, frame, diagnostics, { ...options, ...loadOptions }),
  };
}

async function loadFrame(
  { plan, reason, choices }: PlannedSet,
  index: number,
  grouping: Diagnostics,
  options: OpenOptions,
): Promise<Scene> {
  const frame = plan.frames[index];
  if (!frame) throw new RangeError(`frame ${index} of ${plan.frames.length}`);
  throwIfCancelled(options.signal, 'loading');
  const diagnostics = new Diagnostics();
  const overrides = options.overrides ?? {};
  const decisions = new Decisions(overrides);
  decisions.add({ name: 'layout', value: plan.dataset, reason, choices });
  const isHeaderless = /\.bin$/i.test(frame.name);
  const onColumns = (found: FoundColumns): void => decisions.addColumns(found, isHeaderless);
  if (overrides.columns && isHeaderless)
    onColumns({ names: overrides.columns, reason: 'they were chosen', alternatives: [] });
  const { onPreview } = options;
  const loaded = await frame.load({
    ...options,
    onPreview: onPreview && ((cloud) => onPreview(reorientCloud(cloud, overrides.up, overrides.units))),
    diagnostics,
    columns: overrides.columns,
    onColumns,
    decide: (decision) => decisions.add(decision),
  });
  const facts = { dataset: loaded.dataset, format: loaded.cloud.format, diagnostics };
  const { up, units } = decideFrame(decisions, overrides, facts);
  const scene = reorient(loaded, up, units, diagnostics);
  options.diagnostics?.list.push(...diagnostics.list);
  return {
    ...scene,
    reading: decisions.list,
    frame: { index, count: plan.frames.length },
    diagnostics: [...grouping.list, ...diagnostics.list],
  };
}

function nothingKnown(files: readonly SniffedFile[]): Error {
  const [only] = files;
  if (files.length === 1 && only && only.sniffed.kind !== 'cloud') return notACloud(only.source, only.sniffed);
  const next = 'Drop a PLY, an NPY, a float32 .bin (KITTI, nuScenes), a ScanNet scene folder or a Waymo .tfrecord.';
  const names = files.slice(0, 4).map(({ source, sniffed }) => `"${source.name}" (${inWords(sniffed)})`);
  const more = files.length > names.length ? ` and ${files.length - names.length} more` : '';
  const what =
    files.length === 0
      ? 'There was no file in it'
      : `None of the ${files.length} files holds points that are read here: ${names.join(', ')}${more}`;
  return new SourceError('SOURCE_NOTHING_KNOWN', `${what}. ${next}`, { files: files.length });
}

function sayLeftOut(files: readonly SniffedFile[], used: ReadonlySet<ByteSource>, diagnostics: Diagnostics): void {
  const leftOut = files.filter(({ source }) => !used.has(source));
  if (leftOut.length === 0) return;
  const names = leftOut.slice(0, 4).map(({ source, sniffed }) => `${source.name} (${inWords(sniffed)})`);
  const more = leftOut.length > names.length ? ` and ${leftOut.length - names.length} more` : '';
  diagnostics.info('FILES_LEFT_OUT', `Not used: ${names.join(', ')}${more}`, leftOut.length);
}

const PART_NAMES: Readonly<Record<PartFormat, string>> = {
  coco: 'labels in the manner of COCO',
  'semantickitti-label': 'SemanticKITTI labels',
  'nuscenes-lidarseg': 'nuScenes labels',
  'kitti-label': 'KITTI boxes',
  'kitti-calib': 'KITTI calibration',
  'scannet-segs': 'ScanNet segments',
  'scannet-aggregation': 'ScanNet annotation',
  'scannet-meta': 'ScanNet scan facts',
  'scannet-tsv': 'ScanNet category table',
  'av2-annotations': 'Argoverse 2 boxes',
  'av2-poses': 'Argoverse 2 vehicle poses',
  'av2-calibration': 'Argoverse 2 calibration',
  'sustech-boxes': 'SUSTechPOINTS boxes',
  'labelcloud-boxes': 'labelCloud boxes',
  'labelcloud-classes': 'labelCloud class names',
  'mmdet3d-infos': 'MMDetection3D infos',
  'nuscenes-table': 'nuScenes table',
  '3rscan-groups': '3RScan annotation',
  'kitti-poses': 'KITTI poses',
  'kitti-oxts': 'KITTI vehicle state',
  'kitti-raw-calib': 'KITTI raw calibration',
  times: 'time stamps',
  'point-labels': 'labels of points',
  'waymo-v2-component': 'a component of Waymo v2',
  'kitti-tracklets': 'KITTI tracklets',
  'nuscenes-panoptic': 'nuScenes panoptic labels',
};

function inWords(sniffed: Sniffed): string {
  switch (sniffed.kind) {
    case 'cloud':
      return `${sniffed.format} cloud`;
    case 'part':
      return PART_NAMES[sniffed.format];
    case 'known':
      return sniffed.file.name;
    case 'empty':
      return 'empty';
    case 'unknown':
      return 'not recognised';
  }
}
