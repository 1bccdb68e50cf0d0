import { describe, expect, it, vi } from 'vitest';
import type { Scene } from '../core/index.ts';
import type { Segmenting } from '../engine/index.ts';
import type { HoverIndex } from '../segment/index.ts';
import type { CorrectionStore, KeptRecord } from './correction-store.ts';
import { SEGMENT_TOOL } from './segment-state.ts';
import { bytes, fakeEngine, outcome, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

const POINTS = 6;

/** Six points in a row; the first three are true object 1. */
function row(): Scene {
  const { cloud, ...rest } = scene('row.npy');
  const positions = Float32Array.from({ length: 3 * POINTS }, (_, i) => (i % 3 === 0 ? i : 0));
  const instance = Uint32Array.of(1, 1, 1, 0, 2, 2);
  return {
    ...rest,
    cloud: { ...cloud, count: POINTS, positions },
    truth: { labelSet: 'outdoor11', instance, boxes: [] },
  };
}

/** Pieces {0,1}, {2}, {3,4,5}; the first two make an entry, all make another. */
const HOVER: HoverIndex = {
  order: Uint32Array.of(0, 1, 2, 3, 4, 5),
  starts: Uint32Array.of(0, 2, 3, 0, 0),
  ends: Uint32Array.of(2, 3, 6, 3, 6),
  pieceOf: Uint32Array.of(0, 0, 1, 2, 2, 2),
  parent: Int32Array.of(3, 3, 4, 4, -1),
  parts: Int32Array.of(-1, -1, -1, -1, -1, -1, 0, 1, 3, 2),
  meant: Int32Array.of(0, 1, 2),
  wholeness: Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.5),
};

function memory(): CorrectionStore & { readonly records: Map<string, KeptRecord> } {
  const records = new Map<string, KeptRecord>();
  return {
    records,
    load: async (fingerprint) => records.get(fingerprint),
    save: async (fingerprint, record) => {
      if (record.objects.length === 0) records.delete(fingerprint);
      else records.set(fingerprint, structuredClone(record));
    },
  };
}

async function ready(corrections = memory()) {
  const segmenting: Segmenting = {
    prepare: async () => HOVER,
    // Each positive click takes its own point, each negative one gives it back.
    click: async (clicks) => {
      const mask = new Uint8Array(POINTS);
      for (const { point, positive } of clicks) mask[point] = positive ? 1 : 0;
      return mask;
    },
  };
  const result = outcome();
  const { prediction } = result.understanding;
  const grown = { ...prediction, semantic: new Uint8Array(POINTS), instance: new Uint32Array(POINTS).fill(1) };
  const understood = { ...result, understanding: { ...result.understanding, prediction: grown } };
  const engine = fakeEngine({ load: async () => row(), understand: async () => understood });
  const exported = vi.spyOn(engine, 'exportOffers');
  const store = createAppStore({ engine, segmenting, corrections });
  await store.getState().openFiles([bytes('row.npy')]);
  store.getState().setTool(SEGMENT_TOOL);
  await vi.waitFor(() => expect(store.getState().segment.status).toBe('ready'));
  const points = (id: number): number[] => [...(store.desk.object(id)?.points ?? [])];
  return { store, corrections, exported, points, do: store.getState() };
}

describe('segmenting by hand', () => {
  it('each click is one step: undo puts exactly back what was there, redo what came', async () => {
    const { store, points, do: act } = await ready();
    await act.clickSegment(0, true);
    await act.clickSegment(1, true);
    await act.clickSegment(0, false);
    const before = store.desk.objects;
    expect(points(1)).toEqual([1]);
    act.undo();
    expect(points(1)).toEqual([0, 1]);
    act.undo();
    act.undo();
    expect(store.desk.objects).toEqual([]);
    for (let k = 0; k < 3; k++) act.redo();
    expect(store.desk.objects).toEqual(before);
  });

  it('records the IoU with the true object under the first click', async () => {
    const { store, do: act } = await ready();
    await act.clickSegment(0, true);
    await act.clickSegment(1, true);
    expect(store.getState().segment.ious).toEqual([1 / 3, 2 / 3]);
    expect(store.getState().segment.scores?.clicksTo[0.8]).toBe(20);
  });

  it('a first click has to say what belongs to the object', async () => {
    const { store, do: act } = await ready();
    await act.clickSegment(0, false);
    expect(store.desk.objects).toEqual([]);
    expect(store.getState().toasts.at(-1)?.tone).toBe('warning');
  });

  it('previews the object under the cursor', async () => {
    const { store, do: act } = await ready();
    act.hoverSegment(4);
    expect([...(store.desk.hoveredPoints ?? [])]).toEqual([3, 4, 5]);
    act.hoverSegment(undefined);
    expect(store.desk.hoveredPoints).toBeUndefined();
  });

  it('grows, shrinks, splits and merges along the hierarchy', async () => {
    const { points, do: act } = await ready();
    await act.clickSegment(0, true);
    act.growSegment();
    expect(points(1)).toEqual([0, 1]);
    act.growSegment();
    expect(points(1)).toEqual([0, 1, 2]);
    act.splitSegment();
    expect([points(1), points(2)]).toEqual([[0, 1], [2]]);
    act.stepSegment(1);
    act.mergeSegment();
    expect([points(1), points(2)]).toEqual([[0, 1, 2], []]);
    act.shrinkSegment();
    expect(points(1)).toEqual([0, 1, 2]);
  });

  it('what was painted and erased outlives the next click', async () => {
    const { points, do: act } = await ready();
    await act.clickSegment(0, true);
    act.paintSegment(Uint32Array.of(4, 5), true);
    act.paintSegment(Uint32Array.of(5), false);
    await act.clickSegment(1, true);
    expect(points(1)).toEqual([0, 1, 4]);
  });

  it('the corrected labels are the prediction with the objects over it, and exports write them', async () => {
    const { store, exported, do: act } = await ready();
    await act.clickSegment(2, true);
    act.setSegmentClass(7);
    const corrected = store.desk.corrected(store.registry.current!);
    expect([...(corrected?.semantic ?? [])]).toEqual([0, 0, 7, 0, 0, 0]);
    expect([...(corrected?.instance ?? [])]).toEqual([1, 1, 2, 1, 1, 1]);
    expect([...(corrected?.isEdited ?? [])]).toEqual([0, 0, 1, 0, 0, 0]);
    await act.loadExportOffers('corrected');
    const [[request]] = exported.mock.calls;
    expect(request.labels).toBe('annotated');
    expect(request.scene.truth?.semantic).toEqual(corrected?.semantic);
  });

  it('keeps corrections for the next visit, by the points of the cloud', async () => {
    const first = await ready();
    await first.do.clickSegment(1, true);
    first.do.setSegmentClass(3);
    const { store, do: act, points } = await ready(first.corrections);
    await vi.waitFor(() => expect(store.getState().segment.kept).toMatchObject({ objects: 1, points: 1 }));
    act.restoreSegments();
    await vi.waitFor(() => expect(points(1)).toEqual([1]));
    expect(store.desk.object(1)?.classId).toBe(3);
    act.undo();
    expect(store.desk.objects).toEqual([]);
    await vi.waitFor(() => expect(first.corrections.records.size).toBe(0));
  });
});
