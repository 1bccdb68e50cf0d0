import { CancelledError, labelSet, type PointCloud, type Vec3 } from '../core/index.ts';
import type { Engine, Teaching } from '../engine/index.ts';
import { clustersOf, linkOf } from '../evaluation/index.ts';
import { pickRows, without } from '../inspection/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { RunJob } from './job.ts';
import { cellsAround, pointsWithin } from './why-cells.ts';
import { FIRST_WHY, type WhyActions, type WhySlice } from './why-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export interface WhyWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly job: RunJob;
  readonly teaching: Teaching | undefined;
  subscribe(changed: (state: AppStoreState, before: AppStoreState) => void): void;
}

/** From this likeness on a point is lit up. */
const ALIKE = 0.75;
/** Around the point, in voxels: further away nothing is hidden, and nothing is kept. */
const HIDDEN_VOXELS = 40;
const KEPT_VOXELS = 100;
const CELL_VOXELS = 14;

/** What stands behind the answer at one point. */
export function whyActions(set: Set, get: () => AppStoreState, work: WhyWork): WhyActions {
  const { engine, registry, teaching, job } = work;
  const patch = (fields: Partial<WhySlice>): void => set((state) => ({ why: { ...state.why, ...fields } }));

  work.subscribe((state, before) => {
    if (state.scene !== before.scene) set(FIRST_WHY);
  });

  const spot = (point: number): Vec3 => {
    const { positions } = registry.current!.scene.cloud;
    return [positions[3 * point]!, positions[3 * point + 1]!, positions[3 * point + 2]!];
  };

  return {
    askWhy: async () => {
      const { scene, outcome } = registry.current ?? {};
      const { selectedPoint: point } = get();
      const model = get().model.used;
      if (!teaching || !scene || !outcome || point === undefined || model === undefined) return;
      patch({ ...FIRST_WHY.why, hasFeatureColors: get().why.hasFeatureColors, isWorking: true });
      await job({ what: 'describing', subject: `“${scene.cloud.name}”` }, async (options) => {
        await teaching.prepare(scene.cloud, model, options);
        const { prediction } = outcome.understanding;
        const { classes } = labelSet(prediction.labelSet);
        const row = prediction.pointRows[point]!;
        const { similarity, places } = await teaching.similar(row, options);
        const levels = await teaching.voxelsOf(row, options);
        if (registry.current?.scene !== scene) return;
        const perPoint = Float32Array.from(prediction.pointRows, (at) => similarity[at]!);
        const pointOf = new Int32Array(similarity.length).fill(-1);
        prediction.pointRows.forEach((at, index) => {
          pointOf[at] = index;
        });
        set({ revision: registry.putJudged(scene, { similarity: perPoint, saliency: undefined }) });
        patch({
          point,
          similar: places.map(({ row: at, similarity: likeness }) => ({
            point: pointOf[at]!,
            similarity: likeness,
            className: classes[prediction.semantic[pointOf[at]!]!]?.name ?? '',
          })),
          levels: levels.map(({ center, sizeM, neighbours }) => ({ center, sizeM, neighbours: [...neighbours] })),
        });
        set({ announcement: `${places.length} places look like this point to the network.` });
      });
      patch({ isWorking: false });
    },
    showSimilar: () => {
      const { scene, judged } = registry.current ?? {};
      const title = 'Like the picked point';
      if (!scene || !judged?.similarity) return;
      if (get().judge.found?.title === title) {
        get().clearFound();
        return;
      }
      const mask = Uint8Array.from(judged.similarity, (likeness) => Number(likeness >= ALIKE));
      const rows = Uint32Array.from(mask.keys()).filter((row) => mask[row] === 1);
      const clusters = clustersOf(rows, scene.cloud.positions, linkOf(scene.cloud.positions, scene.domain)).slice(
        0,
        50,
      );
      set((state) => ({
        revision: registry.putJudged(scene, { found: mask }),
        judge: { ...state.judge, object: undefined, found: { title, count: rows.length, clusters, at: 0 } },
        announcement: `${rows.length} points look like it.`,
      }));
    },
    drawLevel: (level) => patch({ drawnLevel: get().why.drawnLevel === level ? undefined : level }),
    flyToPoint: (point) => {
      const { scene } = registry.current ?? {};
      if (scene && point >= 0 && point < scene.cloud.count) get().flyTo(spot(point), 1);
    },
    findSaliency: async () => {
      const { scene, outcome } = registry.current ?? {};
      const { selectedPoint: point } = get();
      const model = get().model.used;
      if (!scene || !outcome || point === undefined || model === undefined) return;
      const { prediction } = outcome.understanding;
      const { voxelSizeM } = outcome.manifest;
      const classId = prediction.semantic[point]!;
      const classes = labelSet(prediction.labelSet).classes;
      await job({ what: 'hiding', subject: `“${scene.cloud.name}”` }, async (options) => {
        const { signal } = options;
        const center = spot(point);
        const kept = pointsWithin(scene.cloud.positions, center, KEPT_VOXELS * voxelSizeM);
        const near = pickRows(scene.cloud, kept);
        const self = kept.indexOf(point);
        const ask = async (cloud: PointCloud, at: number): Promise<number> => {
          const again = await engine.understand(cloud, model, signal ? { signal } : {});
          engine.release(again);
          if (signal?.aborted) throw new CancelledError('hiding parts');
          const { pointRows, voxelProbabilities } = again.understanding.prediction;
          const width = voxelProbabilities.length / (1 + pointRows.reduce((most, row) => Math.max(most, row), 0));
          return voxelProbabilities[pointRows[at]! * Math.round(width) + classId] ?? 0;
        };
        const whole = await ask(near, self);
        const cells = cellsAround(near.positions, self, CELL_VOXELS * voxelSizeM, HIDDEN_VOXELS * voxelSizeM);
        const saliency = new Float32Array(scene.cloud.count);
        let most = { lost: 0, distanceM: 0 };
        for (const [index, { rows, center: middle }] of cells.entries()) {
          options.onProgress?.({ stage: 'hiding parts', done: index, total: cells.length });
          const mask = new Uint8Array(near.count);
          for (const row of rows) if (row !== self) mask[row] = 1;
          const rest = without(near, mask);
          const lost = whole - (await ask(rest.cloud, rest.rows.indexOf(self)));
          for (const row of rows) saliency[kept[row]!] = Math.max(0, lost);
          const distanceM = Math.hypot(...middle.map((value, axis) => value - center[axis]!));
          if (lost > most.lost) most = { lost, distanceM };
        }
        if (registry.current?.scene !== scene) return;
        set({ revision: registry.putJudged(scene, { saliency }) });
        const className = classes[classId]?.name ?? '';
        patch({
          point,
          saliency: {
            point,
            className,
            whole,
            cells: cells.length,
            mostLost: most.lost,
            mostDistanceM: most.distanceM,
          },
        });
        get().setColorMode('saliency');
      });
    },
    showFeatureColors: async () => {
      const { scene, outcome } = registry.current ?? {};
      const model = get().model.used;
      if (!teaching || !scene || !outcome || model === undefined) return;
      await job({ what: 'describing', subject: `“${scene.cloud.name}”` }, async (options) => {
        await teaching.prepare(scene.cloud, model, options);
        const colors = await teaching.principalColors(options);
        if (registry.current?.scene !== scene) return;
        const { pointRows } = outcome.understanding.prediction;
        const featureColors = new Uint8Array(3 * pointRows.length);
        pointRows.forEach((row, point) => {
          featureColors.set(colors.subarray(3 * row, 3 * row + 3), 3 * point);
        });
        set({ revision: registry.putJudged(scene, { featureColors }) });
        patch({ hasFeatureColors: true });
        get().setColorMode('features');
      });
    },
  };
}
