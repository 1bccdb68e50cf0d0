import { Diagnostics, labelSet, type Scene, UsageError } from '../../core/index.ts';
import type { OpsName } from '../../ops/index.ts';
import {
  type ClickScores,
  MOST_CLICKS,
  maskIou,
  nextClick,
  prepareSegments,
  type Segmentation,
  scoreClicks,
  segmentByClicks,
  segmentInput,
  USER_VOXEL_M,
  userView,
} from '../../segment/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { heldOut, scenesOf } from '../evaluation-scenes.ts';
import { modelNameFor, openModel } from '../models.ts';
import { predict } from '../predict.ts';
import { formatTable } from '../terminal.ts';

export interface NocOptions {
  readonly model?: string;
  readonly backend?: OpsName;
  /** This many held-out procedural rooms instead of files. */
  readonly synthetic?: number;
  readonly seed: number;
  /** Objects with fewer points are not clicked. */
  readonly minPoints: number;
  /** Clicks an object, at most 20. */
  readonly clicks: number;
}

/** One object of one scene. */
interface Clicked {
  readonly scene: string;
  readonly object: number;
  readonly class: string;
  readonly points: number;
  readonly ious: readonly number[];
}

/**
 * AGILE3D's results on single objects of ScanNet's validation scenes (312 scenes; classes of its training, and others), recomputed from
 * the CSV files that its authors published. Other data than what is clicked here: a yardstick, not a comparison.
 */
const PUBLISHED = [
  ['AGILE3D, ScanNet, 20 seen classes', 67.8, 78.7, 82.6, 85.8, 5.74, 8.07, 11.6],
  ['AGILE3D, ScanNet, other classes', 46.3, 64.0, 71.6, 78.1, 10.3, 12.84, 15.65],
] as const;

/** A simulated user clicks every object that the files know, by AGILE3D's protocol; with and without the network's word. */
export async function noc(
  paths: readonly string[],
  options: NocOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { synthetic, seed, minPoints } = options;
  const most = Math.min(MOST_CLICKS, Math.max(1, options.clicks));
  const list = synthetic === undefined ? await scenesOf(paths, context.stage) : heldOut(synthetic, seed, 'indoor');
  const backend = await openBackend(options.backend);
  const runs: Record<'network' | 'geometry', Clicked[]> = { network: [], geometry: [] };
  const clickMs: number[] = [];
  let modelName = '';
  try {
    for (let index = 0; index < list.count; index++) {
      const scene = await list.load(index);
      if (!scene.truth?.instance) continue;
      modelName = modelNameFor(scene, options.model);
      const model = await openModel(modelName, context.modelsFolder);
      const runner = { ops: backend.ops, model, diagnostics: new Diagnostics() };
      const { prediction } = await predict(scene.cloud, runner, context.stage);
      for (const kind of ['network', 'geometry'] as const) {
        const input = segmentInput(scene.cloud, kind === 'network' ? prediction : undefined);
        const segmentation = prepareSegments(input, context.stage);
        runs[kind].push(
          ...clickAll(scene, list.name(index), segmentation, { most, minPoints, clickMs }, (done, total) =>
            context.stage.onProgress({ stage: `clicks (${kind})`, done, total }),
          ),
        );
      }
    }
  } finally {
    backend.close();
  }
  if (runs.geometry.length === 0) {
    throw new UsageError('USAGE', 'no object of these files has enough points', { scenes: list.count, minPoints });
  }
  clickMs.sort((a, b) => a - b);
  const at = (share: number): number => clickMs[Math.floor(share * (clickMs.length - 1))];
  const scores = {
    network: scoreClicks(runs.network.map(({ ious }) => ious)),
    geometry: scoreClicks(runs.geometry.map(({ ious }) => ious)),
  };
  const report = {
    scenes: list.count,
    model: modelName,
    clicks: most,
    ...scores,
    clickMs: { median: at(0.5), p95: at(0.95) },
    objects: runs,
  };
  const text = [
    `${scores.geometry.objects} objects of ${list.count} scenes, at most ${most} clicks; a click takes ${at(0.5).toFixed(1)} ms (95 %: ${at(0.95).toFixed(0)} ms)\n`,
    formatTable([
      ['', 'IoU@1', '@3', '@5', '@10', 'NoC@80', '@85', '@90'],
      rowOf(`geometry and ${modelName}`, scores.network),
      rowOf('geometry alone', scores.geometry),
      ...PUBLISHED.map(([name, ...values]) => [name, ...values.map((value) => value.toFixed(value < 20 ? 2 : 1))]),
    ]),
    'AGILE3D’s rows are of other data (ScanNet validation): a yardstick, not a comparison.\n',
  ].join('');
  return { report, text };
}

function rowOf(name: string, { iouAt, clicksTo }: ClickScores): string[] {
  return [
    name,
    ...[1, 3, 5, 10].map((k) => (100 * iouAt[k]).toFixed(1)),
    ...[0.8, 0.85, 0.9].map((iou) => clicksTo[iou].toFixed(2)),
  ];
}

interface UserOptions {
  readonly most: number;
  readonly minPoints: number;
  readonly clickMs: number[];
}

/** A tabletop seen from near: in 5 cm an object would be a handful of voxels. */
const NEAR_NODE_M = 0.005;

function clickAll(
  { cloud, truth }: Scene,
  name: string,
  segmentation: Segmentation,
  { most, minPoints, clickMs }: UserOptions,
  onProgress: (done: number, total: number) => void,
): Clicked[] {
  const instance = truth!.instance!;
  const isNear = segmentation.nodeSizeM < NEAR_NODE_M;
  const view = userView(cloud.positions, isNear ? USER_VOXEL_M / 5 : USER_VOXEL_M);
  const sizes = new Map<number, number>();
  for (const id of instance) if (id > 0) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const objects = [...sizes].filter(([, points]) => points >= minPoints).sort((a, b) => a[0] - b[0]);
  return objects.map(([object, points], index) => {
    onProgress(index, objects.length);
    const own = Uint8Array.from(instance, (id) => (id === object ? 1 : 0));
    const clicks: { point: number; positive: boolean }[] = [];
    const ious: number[] = [];
    let mask = new Uint8Array(cloud.count);
    while (clicks.length < most) {
      const click = nextClick(view, cloud.positions, mask, own);
      if (!click) break;
      clicks.push(click);
      const beganMs = performance.now();
      const nodes = segmentByClicks(segmentation, clicks);
      clickMs.push(performance.now() - beganMs);
      mask = Uint8Array.from(segmentation.ofPoint, (node) => nodes[node]);
      ious.push(maskIou(mask, own));
    }
    return { scene: name, object, class: classOf(truth!, own), points, ious };
  });
}

function classOf({ semantic, labelSet: name }: NonNullable<Scene['truth']>, own: Uint8Array): string {
  const counts = new Map<number, number>();
  for (let i = 0; i < own.length; i++) {
    if (own[i] && semantic) counts.set(semantic[i], (counts.get(semantic[i]) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return (most && labelSet(name).classes[most[0]]?.name) ?? 'other';
}
