import type { Vec3 } from '../core/index.ts';
import {
  AXES,
  boxAround,
  type ClipBox,
  type Measure,
  measurePoints,
  measureText,
  robustBounds,
} from '../overlays/index.ts';
import type { AppStoreState } from './app-state.ts';
import { clipAroundPoints } from './clip-around.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import { COLOR_MODE_NAMES } from './color-modes.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import {
  type Extent,
  MEASURE_TOOLS,
  type MeasureTool,
  type SavedView,
  type ViewToolsActions,
} from './view-tools-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** Thickness of a new slice, as a share of the scene along its axis. */
const SLICE_SHARE = 0.1;
const LEAST_SLICE_M = 0.01;
const LEAST_BUDGET = 50_000;
/** About a point that belongs to no object. Metres. */
const SURROUNDINGS_M = 1;

export function viewToolsActions(
  set: Set,
  get: () => AppStoreState,
  { registry, history }: { readonly registry: CloudRegistry; readonly history: History },
): Omit<ViewToolsActions, 'exportViews' | 'readViews'> {
  const change = undoable(set, get, history, 'viewTools');
  const put = (fields: Partial<AppStoreState['viewTools']>): void =>
    set(({ viewTools }) => ({ viewTools: { ...viewTools, ...fields } }));
  const ofScene = { ofScene: true } as const;

  function extent(): Extent | undefined {
    const known = get().viewTools.extent;
    const cloud = registry.current?.scene.cloud;
    if (known || !cloud || cloud.count === 0) return known;
    const found = robustBounds(cloud.positions);
    put({ extent: found });
    return found;
  }

  function clipOf(what: 'scene' | 'selection'): ClipBox | undefined {
    const entry = registry.current;
    const { selectedPoint } = get();
    if (what === 'scene' || !entry || selectedPoint === undefined) {
      const whole = extent();
      return whole && boxAround(whole);
    }
    const { positions } = entry.scene.cloud;
    const instances = entry.outcome?.understanding.prediction.instance;
    const id = instances?.[selectedPoint] ?? 0;
    if (instances && id !== 0) return clipAroundPoints(positions, (point) => instances[point] === id);
    const middle: Vec3 = [0, 1, 2].map((axis) => positions[3 * selectedPoint + axis]) as unknown as Vec3;
    const size: Vec3 = [2 * SURROUNDINGS_M, 2 * SURROUNDINGS_M, 2 * SURROUNDINGS_M];
    return { center: middle, size, yaw: 0, keeps: 'inside' };
  }

  function finish(measure: Measure): void {
    const { measures } = get().viewTools;
    const id = 1 + Math.max(0, ...measures.map((other) => other.id));
    change(`Measure ${measure.kind}`, { measures: [...measures, { ...measure, id }] }, ofScene);
    get().announce(`${measure.kind}: ${measureText(measure)}`);
  }

  return {
    setProjection: (projection) => {
      // Flying needs a distance to things; an orthographic eye has none.
      if (projection === 'orthographic') put({ navigation: 'orbit' });
      change(projection === 'orthographic' ? 'Orthographic view' : 'Perspective view', { projection });
    },
    setNavigation: (navigation) => {
      if (navigation === 'fly') put({ navigation, projection: 'perspective' });
      else put({ navigation });
      get().announce(navigation === 'fly' ? 'Flying. Escape lands.' : 'Orbiting.');
    },
    clipTo: (what) => {
      const clip = clipOf(what);
      if (clip) change(what === 'scene' ? 'Clip box' : 'Clip to the selection', { clip }, ofScene);
    },
    setClip: (clip, isDone = true) => {
      change(clip ? 'Clip box' : 'Remove the clip box', { clip }, { ...ofScene, ...(clip && { merge: 'clip' }) });
      if (isDone) history.settle();
    },
    sliceAcross: (axis) => {
      const whole = extent();
      if (!whole) return;
      const [low, high] = [whole.min[AXES.indexOf(axis)], whole.max[AXES.indexOf(axis)]];
      const thicknessM = Math.max(LEAST_SLICE_M, SLICE_SHARE * (high - low));
      change(`Slice across ${axis}`, { slice: { axis, middleM: (low + high) / 2, thicknessM } }, ofScene);
    },
    setSlice: (slice) => {
      const kept = slice && { ...slice, thicknessM: Math.max(LEAST_SLICE_M, slice.thicknessM) };
      change(slice ? 'Slice' : 'Remove the slice', { slice: kept }, { ...ofScene, ...(slice && { merge: 'slice' }) });
    },
    addMeasurePoint: (point) => {
      const { tool, viewTools } = get();
      const kind = MEASURE_TOOLS[tool as MeasureTool];
      if (kind === undefined) return;
      const before = viewTools.draft?.kind === kind ? viewTools.draft.points : [];
      const draft: Measure = { kind, points: [...before, point] };
      const isFinished = draft.points.length >= measurePoints(kind);
      put({ draft: isFinished ? undefined : draft });
      if (isFinished) finish(draft);
    },
    cancelMeasure: () => put({ draft: undefined }),
    removeMeasure: (id) => {
      const { measures } = get().viewTools;
      change('Delete a measure', { measures: measures.filter((measure) => measure.id !== id) }, ofScene);
    },
    clearMeasures: () => {
      change('Delete all measures', { measures: [] }, ofScene);
      put({ draft: undefined });
    },
    saveView: (seen) => {
      const { savedViews, clip, slice } = get().viewTools;
      const id = 1 + Math.max(0, ...savedViews.map((view) => view.id));
      const view: SavedView = { id, name: `View ${id}`, seen, colorMode: get().view.colorMode, clip, slice };
      change(`Save ${view.name}`, { savedViews: [...savedViews, view] }, ofScene);
    },
    renameView: (id, name) => {
      const title = name.trim();
      const { savedViews } = get().viewTools;
      if (title === '' || savedViews.find((view) => view.id === id)?.name === title) return;
      const renamed = savedViews.map((view) => (view.id === id ? { ...view, name: title } : view));
      change('Rename a view', { savedViews: renamed }, ofScene);
    },
    removeView: (id) => {
      const { savedViews } = get().viewTools;
      change('Delete a view', { savedViews: savedViews.filter((view) => view.id !== id) }, ofScene);
    },
    applyView: ({ name, seen, clip, slice, colorMode }) => {
      change(`Show ${name}`, { clip, slice, projection: seen.projection }, ofScene);
      if (get().view.colorMode !== colorMode) get().setColorMode(colorMode);
    },
    restoreViews: (savedViews) => put({ savedViews }),
    setSplit: (splitMode) => {
      const title = splitMode ? `Compare with ${COLOR_MODE_NAMES[splitMode]}` : 'One view';
      change(title, { splitMode });
    },
    setRecording: (recording) => put({ recording }),
    setPointBudget: (points) => {
      change('Point budget', { pointBudget: Math.max(LEAST_BUDGET, Math.round(points)) }, { merge: 'pointBudget' });
    },
  };
}
