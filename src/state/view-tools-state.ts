import type { ByteSource, Vec3 } from '../core/index.ts';
import type { ClipBox, Measure, Slice } from '../overlays/index.ts';
import type { ColorMode } from './app-state.ts';

export const MEASURE_TOOLS = {
  'measure-distance': 'distance',
  'measure-height': 'height',
  'measure-angle': 'angle',
} as const;
export type MeasureTool = keyof typeof MEASURE_TOOLS;
export const CLIP_TOOL = 'clip';

export type Projection = 'perspective' | 'orthographic';
export type NavigationMode = 'orbit' | 'fly';

/** Where the eye is and what it looks at, metres. */
export interface SeenFrom {
  readonly eye: Vec3;
  readonly target: Vec3;
  readonly projection: Projection;
}

export interface SavedView {
  readonly id: number;
  readonly name: string;
  readonly seen: SeenFrom;
  readonly colorMode: ColorMode;
  readonly clip?: ClipBox | undefined;
  readonly slice?: Slice | undefined;
}

export interface KeptMeasure extends Measure {
  readonly id: number;
}

/** Extent of a cloud without its strays, metres: what sliders range over. */
export interface Extent {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** How the scene is looked at, beyond its colours. */
export interface ViewTools {
  readonly projection: Projection;
  readonly navigation: NavigationMode;
  readonly clip?: ClipBox | undefined;
  readonly slice?: Slice | undefined;
  readonly extent?: Extent | undefined;
  readonly measures: readonly KeptMeasure[];
  /** A measure that still waits for points. */
  readonly draft?: Measure | undefined;
  readonly savedViews: readonly SavedView[];
  /** Colours of the right one of two linked views; undefined = one view. */
  readonly splitMode?: ColorMode | undefined;
  /** Points that a frame may draw while the view moves. */
  readonly pointBudget: number;
  /** A turntable is being recorded: the share of it that is done, 0–1. */
  readonly recording?: number | undefined;
}

export interface ViewToolsState {
  readonly viewTools: ViewTools;
}

export interface ViewToolsActions {
  setProjection(projection: Projection): void;
  setNavigation(mode: NavigationMode): void;
  /** A box about the scene, or about the object of the selected point; without an object, about the point's surroundings. */
  clipTo(what: 'scene' | 'selection'): void;
  /** @param isDone false while a handle is dragged: all of the drag is one step of the history. */
  setClip(clip: ClipBox | undefined, isDone?: boolean): void;
  /** Slices across an axis in the middle of the scene. */
  sliceAcross(axis: Slice['axis']): void;
  setSlice(slice: Slice | undefined): void;
  /** A click in the picture while a measuring tool is at hand. */
  addMeasurePoint(point: Vec3): void;
  cancelMeasure(): void;
  removeMeasure(id: number): void;
  clearMeasures(): void;
  saveView(seen: SeenFrom): void;
  renameView(id: number, name: string): void;
  removeView(id: number): void;
  /** Clip, slice and colours as the view has them; the eye is the viewer's. */
  applyView(view: SavedView): void;
  /** What an earlier visit kept for the scene on screen. Not a change by hand. */
  restoreViews(views: readonly SavedView[]): void;
  /** Writes the saved views as a JSON file. */
  exportViews(): void;
  /** Adds the views of such a file to those of the scene on screen. */
  readViews(source: ByteSource): Promise<void>;
  setSplit(mode: ColorMode | undefined): void;
  setPointBudget(points: number): void;
  /** @param share Undefined when it ended. */
  setRecording(share: number | undefined): void;
}

/** Point budgets to choose from; the last one is every point of any scene. */
export const POINT_BUDGETS = [200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 20_000_000] as const;

/** The choice that stands for a budget. */
export function budgetStep(points: number): (typeof POINT_BUDGETS)[number] {
  return POINT_BUDGETS.find((step) => step >= points) ?? POINT_BUDGETS[POINT_BUDGETS.length - 1]!;
}

export const FIRST_VIEW_TOOLS: ViewTools = {
  projection: 'perspective',
  navigation: 'orbit',
  measures: [],
  savedViews: [],
  pointBudget: 1_000_000,
};

/** What stays when another set is opened: habits, not places. */
export function viewToolsOfNextSet({ projection, navigation, splitMode, pointBudget }: ViewTools): ViewTools {
  return { ...FIRST_VIEW_TOOLS, projection, navigation, splitMode, pointBudget };
}
