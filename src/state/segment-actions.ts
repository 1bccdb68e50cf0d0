import { CancelledError, type PointCloud } from '../core/index.ts';
import type { Segmenting } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import { type CorrectionStore, fingerprintOf, objectsOf } from './correction-store.ts';
import { beginObject, type CorrectedObject, iouWith, pointsOfMask, unionOf, without } from './corrections.ts';
import type { History } from './history.ts';
import type { SegmentDesk } from './segment-desk.ts';
import { largerEntry, partsOf, smallerEntry } from './segment-extents.ts';
import { SEGMENT_MODES, type SegmentActions, type SegmentSlice } from './segment-state.ts';
import { summarizeSegments } from './segment-summary.ts';

export interface SegmentWork {
  readonly registry: CloudRegistry;
  readonly history: History;
  readonly desk: SegmentDesk;
  readonly segmenting: Segmenting | undefined;
  readonly kept: CorrectionStore | undefined;
}

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** Making objects by hand. Every change is a step of the history, and is kept for the next visit. */
export function segmentActions(set: Set, get: () => AppStoreState, work: SegmentWork): SegmentActions {
  const { desk, history, registry } = work;
  let nextId = 1;
  let clicking: Promise<void> = Promise.resolve();

  const patch = (fields: Partial<SegmentSlice>): void => set((state) => ({ segment: { ...state.segment, ...fields } }));
  const redraw = (fields: Partial<SegmentSlice> = {}): void => patch({ ...fields, drawn: get().segment.drawn + 1 });

  function put(objects: readonly CorrectedObject[], current: number | undefined): void {
    desk.objects = objects;
    redraw({ current, ...summarizeSegments(objects, current) });
    const cloud = desk.scene?.cloud;
    if (cloud) void keep(cloud, objects);
  }
  async function keep(cloud: PointCloud, objects: readonly CorrectedObject[]): Promise<void> {
    const record = { version: 1, labelSet: desk.labelSet ?? '', savedAtMs: Date.now(), objects } as const;
    try {
      await work.kept?.save(await fingerprintOf(cloud), record);
    } catch (error) {
      get().report(error, 'keeping the corrections');
    }
  }
  function change(title: string, objects: readonly CorrectedObject[], current: number | undefined): number {
    const [before, was] = [desk.objects, get().segment.current];
    put(objects, current);
    return history.record({
      title,
      ofScene: true,
      undo: () => put(before, was),
      redo: () => put(objects, current),
    });
  }
  const isReady = (): boolean => get().segment.status === 'ready' && desk.scene === registry.current?.scene;
  const replaced = (object: CorrectedObject): CorrectedObject[] =>
    desk.objects.some(({ id }) => id === object.id)
      ? desk.objects.map((old) => (old.id === object.id ? object : old))
      : [...desk.objects, object];
  const currentOrNew = (): CorrectedObject => {
    nextId = Math.max(nextId, ...desk.objects.map(({ id }) => id + 1));
    return desk.object(get().segment.current) ?? beginObject(nextId);
  };
  const withCurrent = (title: string, make: (object: CorrectedObject) => CorrectedObject | undefined): void => {
    const object = desk.object(get().segment.current);
    const next = object && make(object);
    if (next) change(title, replaced(next), next.id);
  };

  async function answerClick(point: number, positive: boolean): Promise<void> {
    const { scene } = desk;
    if (!isReady() || !scene || !work.segmenting) return;
    const object = currentOrNew();
    if (object.clicks.length === 0 && object.points.length === 0 && !positive) {
      get().toast('Click what belongs to the object first', { tone: 'warning' });
      return;
    }
    const beganMs = performance.now();
    patch({ isWorking: true });
    try {
      const clicks = [...object.clicks, { point, positive }];
      const mask = await work.segmenting.click(clicks, {});
      if (desk.scene !== scene) return;
      const [added, removed] = positive
        ? [object.added, without(object.removed, Uint32Array.of(point))]
        : [without(object.added, Uint32Array.of(point)), object.removed];
      const points = pointsOfMask(mask, added, removed);
      const target = scene.truth?.instance?.[clicks[0].point] ?? 0;
      const truth = scene.truth?.instance;
      const ious = truth && target > 0 ? [...object.ious, iouWith(points, truth, target)] : [];
      change(
        positive ? 'Add to the object' : 'Take from the object',
        replaced({ ...object, points, clicks, added, removed, ious }),
        object.id,
      );
      patch({ clickMs: performance.now() - beganMs });
    } catch (error) {
      if (!(error instanceof CancelledError)) get().report(error, 'the click');
    } finally {
      patch({ isWorking: false });
    }
  }

  return {
    setSegmentMode: (mode) => {
      desk.hovered = undefined;
      if (SEGMENT_MODES.includes(mode)) redraw({ mode, hoverPoints: undefined });
    },
    setSegmentThrough: (isThrough) => patch({ isThrough }),
    setBrush: (px) => patch({ brushPx: Math.min(200, Math.max(4, Math.round(px))) }),
    hoverSegment: (point) => {
      const { hover } = desk;
      const entry = point === undefined || !hover || !isReady() ? undefined : hover.meant[hover.pieceOf[point]];
      if (entry === desk.hovered) return;
      desk.hovered = entry;
      redraw({ hoverPoints: desk.hoveredPoints?.length });
    },
    // One after the other: each builds on the one before.
    clickSegment: (point, positive) => {
      clicking = clicking.then(() => answerClick(point, positive));
      return clicking;
    },
    paintSegment: (painted, positive) => {
      if (!isReady() || painted.length === 0) return;
      const object = currentOrNew();
      if (!positive && object.points.length === 0) return;
      const added = positive ? unionOf(object.added, painted) : without(object.added, painted);
      const removed = positive ? without(object.removed, painted) : unionOf(object.removed, painted);
      const points = positive ? unionOf(object.points, painted) : without(object.points, painted);
      change(positive ? 'Paint points' : 'Erase points', replaced({ ...object, points, added, removed }), object.id);
    },
    growSegment: () =>
      withCurrent('Grow the object', (object) => {
        const points = desk.hover && largerEntry(desk.hover, object);
        return points && { ...object, points: without(points, object.removed) };
      }),
    shrinkSegment: () =>
      withCurrent('Shrink the object', (object) => {
        const points = desk.hover && smallerEntry(desk.hover, object);
        return points && { ...object, points: unionOf(points, object.added) };
      }),
    splitSegment: () => {
      const object = desk.object(get().segment.current);
      const parts = object && desk.hover && partsOf(desk.hover, object);
      if (!object || !parts) return;
      const other = {
        ...beginObject(Math.max(...desk.objects.map(({ id }) => id)) + 1),
        points: parts[1],
        added: parts[1],
      };
      const rest = { ...object, points: parts[0], removed: unionOf(object.removed, parts[1]) };
      change('Split the object', [...replaced(rest), other], object.id);
    },
    mergeSegment: () => {
      const at = desk.objects.findIndex(({ id }) => id === get().segment.current);
      if (at < 1) return;
      const [into, from] = [desk.objects[at - 1], desk.objects[at]];
      const merged = {
        ...into,
        points: unionOf(into.points, from.points),
        added: unionOf(into.added, from.points),
        removed: without(into.removed, from.points),
      };
      change('Merge two objects', [...desk.objects.slice(0, at - 1), merged, ...desk.objects.slice(at + 1)], into.id);
    },
    setSegmentClass: (classId) => withCurrent('Name the object', (object) => ({ ...object, classId })),
    newSegment: () => redraw({ current: undefined, ...summarizeSegments(desk.objects, undefined) }),
    stepSegment: (by) => {
      const ids = desk.objects.map(({ id }) => id);
      if (ids.length === 0) return;
      const at = ids.indexOf(get().segment.current ?? -1);
      const next = ids[(at < 0 ? (by > 0 ? 0 : ids.length - 1) : at + by + ids.length) % ids.length];
      redraw({ current: next, ...summarizeSegments(desk.objects, next) });
    },
    selectSegment: (id) => redraw({ current: id, ...summarizeSegments(desk.objects, id) }),
    removeSegment: () => {
      const { current } = get().segment;
      if (!desk.object(current)) return;
      const step = change(
        'Remove the object',
        desk.objects.filter(({ id }) => id !== current),
        undefined,
      );
      get().toast('Object removed', { undoes: step });
    },
    restoreSegments: () => {
      const cloud = desk.scene?.cloud;
      if (!cloud) return;
      patch({ kept: undefined });
      const found = fingerprintOf(cloud).then((fingerprint) => work.kept?.load(fingerprint));
      void found.then((record) => {
        const objects = record && objectsOf(record, cloud.count);
        if (!objects || desk.scene?.cloud !== cloud) return;
        desk.labelSet = record.labelSet || desk.labelSet;
        change('Bring corrections back', objects, undefined);
      });
    },
    discardKeptSegments: () => {
      const cloud = desk.scene?.cloud;
      patch({ kept: undefined });
      if (cloud) void keep(cloud, desk.objects);
    },
  };
}
