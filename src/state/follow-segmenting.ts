import type { StoreApi } from 'zustand/vanilla';
import { CancelledError, type Prediction, type Scene } from '../core/index.ts';
import type { AppStoreState } from './app-state.ts';
import { fingerprintOf } from './correction-store.ts';
import type { SegmentWork } from './segment-actions.ts';
import { FIRST_SEGMENT, SEGMENT_TOOL, type SegmentSlice } from './segment-state.ts';

/**
 * Makes the scene on screen ready for clicks once the tool is taken up, again when a network's result comes to it, and clears the desk
 * for another scene.
 */
export function followSegmenting(store: StoreApi<AppStoreState>, work: SegmentWork): void {
  const { registry, desk, segmenting } = work;
  let running: AbortController | undefined;
  let prepared: { readonly scene: Scene; readonly prediction: Prediction | undefined } | undefined;
  const patch = (fields: Partial<SegmentSlice>): void =>
    store.setState(({ segment }) => ({ segment: { ...segment, ...fields } }));

  async function prepare(scene: Scene, prediction: Prediction | undefined): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    prepared = { scene, prediction };
    const { signal } = controller;
    patch({ status: 'preparing', progress: undefined });
    try {
      const onProgress = (progress: NonNullable<SegmentSlice['progress']>): void => {
        if (!signal.aborted) patch({ progress });
      };
      const hover = await segmenting?.prepare(scene, prediction, { signal, onProgress });
      if (signal.aborted || !hover) return;
      desk.hover = hover;
      desk.hovered = undefined;
      patch({ status: 'ready', progress: undefined, drawn: store.getState().segment.drawn + 1 });
      store.getState().announce('Ready for clicks.');
    } catch (error) {
      if (signal.aborted || error instanceof CancelledError) return;
      patch({ status: 'failed', progress: undefined });
      store.getState().report(error, 'preparing the scene for clicks');
    }
  }

  async function offerKept(scene: Scene): Promise<void> {
    if (!work.kept) return;
    const record = await work.kept.load(await fingerprintOf(scene.cloud)).catch(() => undefined);
    if (!record || record.objects.length === 0 || desk.scene !== scene || desk.objects.length > 0) return;
    const points = record.objects.reduce((sum, object) => sum + object.points.length, 0);
    patch({ kept: { objects: record.objects.length, points, savedAtMs: record.savedAtMs } });
    store.getState().toast('Corrections of an earlier visit are kept: the Segment panel brings them back');
  }

  store.subscribe((state) => {
    const entry = registry.current;
    if (entry?.scene !== desk.scene) {
      running?.abort();
      prepared = undefined;
      Object.assign(desk, {
        scene: entry?.scene,
        hover: undefined,
        hovered: undefined,
        objects: [],
        labelSet: undefined,
      });
      const { mode, isThrough, brushPx, drawn } = state.segment;
      store.setState({ segment: { ...FIRST_SEGMENT, mode, isThrough, brushPx, drawn: drawn + 1 } });
      if (entry) void offerKept(entry.scene);
      return;
    }
    if (!entry) return;
    const prediction = entry.outcome?.understanding.prediction;
    if (desk.objects.length === 0) {
      const labelSet = prediction?.labelSet ?? entry.scene.truth?.labelSet;
      if (labelSet !== desk.labelSet) {
        desk.labelSet = labelSet;
        patch({ labelSet });
        return;
      }
    }
    // While a network is under way its word is waited for; objects in the making keep the hierarchy that they grew from.
    if (state.tool !== SEGMENT_TOOL || state.activity || !segmenting) {
      if (state.tool !== SEGMENT_TOOL && desk.hovered !== undefined) state.hoverSegment(undefined);
      return;
    }
    const isNew = prepared?.scene !== entry.scene || (prepared.prediction !== prediction && desk.objects.length === 0);
    if (isNew) void prepare(entry.scene, prediction);
  });
}
