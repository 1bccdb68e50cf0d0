import { CancelledError, labelSet, type Scene } from '../core/index.ts';
import type { Engine, ExportedFile, Outcome } from '../engine/index.ts';
import { clustersOf, linkOf, VERDICT } from '../evaluation/index.ts';
import { pointDoubt, variantsOf, weakness } from '../inspection/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { DoubtActions, DoubtSlice, Find, FindKind } from './doubt-state.ts';
import { findsAsFiles, findsAsJson, readFindFiles } from './find-files.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import type { RunJob } from './job.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export interface DoubtWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly history: History;
  readonly job: RunJob;
  readonly save: (file: ExportedFile) => void;
}

/** Points that are looked at for clusters: the worst ones. */
const MOST_POINTS = 6000;
const MOST_FINDS = 24;
const LEAST_POINTS = 5;
/** Of a point that the network is called sure of. */
const SURE = 0.6;

/** Where the network is not sure, or should not be. */
export function doubtActions(set: Set, get: () => AppStoreState, work: DoubtWork): DoubtActions {
  const { engine, registry, history, job } = work;
  const change = undoable(set, get, history, 'doubt');
  const patch = (fields: Partial<DoubtSlice>): void => set((state) => ({ doubt: { ...state.doubt, ...fields } }));
  let nextId = 1;

  function fly(find: Find | undefined): void {
    if (!find) return;
    const { cloud, frame } = registry.current?.scene ?? {};
    if (find.scene !== cloud?.name || find.frame !== frame?.index) {
      get().toast(`That place is in “${find.scene}”, which is not on screen.`, { tone: 'warning' });
      return;
    }
    patch({ at: find.id });
    get().flyTo(find.center, Math.max(0.5, find.radiusM));
    const { confidence, said } = find;
    set({ announcement: `${find.points} points of ${said}, ${Math.round(100 * confidence)} % sure.` });
  }

  /** The worst points of a score as places, the worst place first. */
  function places(kind: FindKind, scores: Float32Array, least: number, scene: Scene, outcome: Outcome): Find[] {
    const { positions, name } = scene.cloud;
    const worst = Uint32Array.from(scores.keys())
      .filter((point) => scores[point]! >= least)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, MOST_POINTS);
    const { semantic, confidence, labelSet: labels } = outcome.understanding.prediction;
    const truth = registry.current?.judged?.verdicts;
    const { classes } = labelSet(labels);
    return clustersOf(worst, positions, linkOf(positions, scene.domain))
      .filter(({ points }) => points >= LEAST_POINTS)
      .slice(0, MOST_FINDS)
      .map((cluster): Find => {
        const inside = [...worst].filter((point) => isInside(positions, point, cluster));
        const most = mostOf(inside, (point) => semantic[point]!);
        const right = kind === 'wrong' && truth ? mostOf(inside, (point) => truth.truth[point]!) : -1;
        const named = right >= 0 ? get().judge.report?.mapping.classes[right]?.name : undefined;
        return {
          id: nextId++,
          kind,
          scene: name,
          frame: scene.frame.index,
          ...cluster,
          said: classes[most]?.name ?? String(most),
          truth: named,
          confidence: inside.reduce((sum, point) => sum + confidence[point]!, 0) / inside.length,
          note: '',
          isKept: false,
        };
      });
  }

  function put(found: readonly Find[], kinds: readonly FindKind[], looks: readonly string[]): void {
    const kept = get().doubt.finds.filter(({ isKept, kind }) => isKept || !kinds.includes(kind));
    patch({ finds: [...kept, ...found], looks });
  }

  return {
    lookNext: () => {
      const { scene, outcome } = registry.current ?? {};
      if (!scene || !outcome) return;
      const { finds, at, looks } = get().doubt;
      const own = (find: Find): boolean =>
        find.kind === 'unsure' && find.scene === scene.cloud.name && find.frame === scene.frame.index;
      let unsure = finds.filter(own);
      if (unsure.length === 0) {
        const { prediction } = outcome.understanding;
        const classes = labelSet(prediction.labelSet).classes.length;
        unsure = places('unsure', pointDoubt(prediction, classes, 'margin'), 0.5, scene, outcome).slice(0, 12);
        put(unsure, ['unsure'], looks);
      }
      if (unsure.length === 0) {
        get().toast('The network is sure of every place here.');
        return;
      }
      const now = unsure.findIndex(({ id }) => id === at);
      fly(unsure[(now + 1) % unsure.length]);
    },
    findWeakSpots: async () => {
      const { scene, outcome, judged } = registry.current ?? {};
      const model = get().model.used;
      if (!scene || !outcome || model === undefined) return;
      const { prediction } = outcome.understanding;
      await job({ what: 'doubting', subject: `“${scene.cloud.name}”` }, async (options) => {
        const makers = variantsOf(scene.cloud, outcome.manifest.voxelSizeM);
        const looks: Int16Array[] = [];
        const names: string[] = [];
        for (const [index, make] of makers.entries()) {
          options.onProgress?.({ stage: 'looking again', done: index, total: makers.length });
          const variant = make();
          const { signal } = options;
          const again = await engine.understand(variant.cloud, model, signal ? { signal } : {});
          engine.release(again);
          if (signal?.aborted) throw new CancelledError('looking for weak spots');
          const look = new Int16Array(scene.cloud.count).fill(-1);
          const said = again.understanding.prediction.semantic;
          variant.rows.forEach((row, point) => {
            if (row >= 0) look[row] = said[point]!;
          });
          looks.push(look);
          names.push(variant.name);
        }
        if (registry.current?.scene !== scene) return;
        const instability = weakness(prediction, looks);
        const { verdicts } = judged ?? {};
        const errors = verdicts && confidentErrors(verdicts.verdict, prediction.confidence);
        const found = [
          ...(errors ? places('wrong', errors, SURE, scene, outcome) : []),
          ...places('inconsistent', instability, SURE / 2, scene, outcome),
        ].slice(0, 2 * MOST_FINDS);
        set({ revision: registry.putJudged(scene, { instability }) });
        put(found, ['wrong', 'inconsistent'], names);
        set({ announcement: `${found.length} weak spots found.` });
      });
    },
    flyToFind: (id) => fly(get().doubt.finds.find((find) => find.id === id)),
    keepFind: (id, isKept) => {
      change(isKept ? 'Keep a find' : 'Do not keep a find', { finds: edited(id, { isKept }) });
    },
    noteFind: (id, note) => {
      change('Note on a find', { finds: edited(id, { note, isKept: true }) }, { merge: `note${id}` });
    },
    dropFind: (id) => {
      change('Drop a find', { finds: get().doubt.finds.filter((find) => find.id !== id) });
    },
    setFindPicture: (id, picture) => patch({ finds: edited(id, { picture }) }),
    exportFinds: async (as) => {
      const { finds } = get().doubt;
      const kept = finds.filter(({ isKept }) => isKept);
      const chosen = kept.length > 0 ? kept : finds;
      const { scene, result } = get();
      const { modelTitle: model, provenance } = result ?? {};
      const head = { scene: scene?.name, origin: scene?.origin, model, weightsSha256: provenance?.weightsSha256 };
      const name = `${scene?.name ?? 'scene'}.finds`;
      try {
        if (as === 'json') work.save({ name: `${name}.json`, bytes: findsAsJson(head, chosen) });
        else work.save({ name: `${name}.zip`, bytes: await engine.pack(findsAsFiles(head, chosen)) });
        get().toast(`${chosen.length} ${chosen.length === 1 ? 'find was' : 'finds were'} written.`);
      } catch (error) {
        get().report(error, 'the list of finds');
      }
    },
    readFinds: async (source) => {
      try {
        const read = readFindFiles(await engine.unpack(source), () => nextId++);
        const places = new Set(read.map(placeOf));
        const others = get().doubt.finds.filter((find) => !places.has(placeOf(find)));
        const undoes = change(`Read ${source.name}`, { finds: [...read, ...others] });
        get().toast(`${read.length} ${read.length === 1 ? 'find was' : 'finds were'} read.`, undoes ? { undoes } : {});
      } catch (error) {
        get().report(error, `“${source.name}”`);
      }
    },
  };

  function edited(id: number, fields: Partial<Find>): Find[] {
    return get().doubt.finds.map((find) => (find.id === id ? { ...find, ...fields } : find));
  }
}

function confidentErrors(verdict: Uint8Array, confidence: Float32Array): Float32Array {
  return confidence.map((share, point) => (verdict[point] === VERDICT.wrong ? share : 0));
}

function isInside(
  positions: Float32Array,
  point: number,
  { center, radiusM }: { readonly center: readonly number[]; readonly radiusM: number },
): boolean {
  return Math.hypot(...center.map((value, axis) => positions[3 * point + axis]! - value)) <= radiusM + 1e-3;
}

function mostOf(points: readonly number[], of: (point: number) => number): number {
  const counts = new Map<number, number>();
  for (const point of points) counts.set(of(point), (counts.get(of(point)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1;
}

/** The same for the same find, written and read again. */
function placeOf({ scene, frame, kind, center }: Find): string {
  return JSON.stringify([scene, frame, kind, ...center]);
}
