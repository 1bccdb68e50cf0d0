import { measureDrawing, measureText } from '../overlays/index.ts';
import {
  type AppStore,
  type AppStoreState,
  CLIP_TOOL,
  COLOR_MODE_NAMES,
  effectiveColorMode,
  MEASURE_TOOLS,
  type MeasureTool,
  splitColorMode,
  type ViewTools,
} from '../state/index.ts';
import type { Drawing, Side, Viewer } from '../viewer/index.ts';

const MEASURE_COLOR = [95, 179, 255] as const;
/** Letters belong to these. */
const TYPED_INTO = 'select, textarea, dialog, [contenteditable], input:is([type=text], [type=search], [type=number])';
const DRAFT_COLOR = [240, 180, 41] as const;

/** Keeps the viewer equal to the store's `viewTools`, and turns clicks and keys into its actions. One for each viewer. */
export class ViewToolsBinding {
  private readonly store: AppStore;
  private readonly viewer: Viewer;
  private readonly host: HTMLElement;
  /** Under the cursor while a measure is begun. */
  private hovered: readonly [number, number, number] | undefined;
  private isPicking = false;

  constructor(store: AppStore, viewer: Viewer, host: HTMLElement) {
    this.store = store;
    this.viewer = viewer;
    this.host = host;
    host.addEventListener('pointermove', this.onHover);
    host.addEventListener('wheel', this.onWheel, { passive: true });
    window.addEventListener('keydown', this.onKeyDown, true);
    window.addEventListener('keyup', this.onKeyUp, true);
    window.addEventListener('blur', this.onBlur);
  }

  dispose(): void {
    this.host.removeEventListener('pointermove', this.onHover);
    this.host.removeEventListener('wheel', this.onWheel);
    window.removeEventListener('keydown', this.onKeyDown, true);
    window.removeEventListener('keyup', this.onKeyUp, true);
    window.removeEventListener('blur', this.onBlur);
  }

  apply(state: AppStoreState, previous: AppStoreState | undefined): void {
    const { viewer } = this;
    const { viewTools, tool } = state;
    const isOther = (key: keyof ViewTools): boolean => !previous || previous.viewTools[key] !== viewTools[key];
    const isOtherTool = !previous || previous.tool !== tool;
    if (isOther('projection')) viewer.setProjection(viewTools.projection);
    if (isOther('navigation')) viewer.setNavigation(viewTools.navigation);
    if (isOther('pointBudget')) viewer.setPointBudget(viewTools.pointBudget);
    const isSplit = viewTools.splitMode !== undefined;
    if ((previous?.viewTools.splitMode !== undefined) !== isSplit) {
      viewer.setSplit(isSplit);
      // The eye steps back from the narrower panes, and forth again, so that what was in the picture stays in it.
      if (previous) viewer.zoomBy(isSplit ? this.shareOfHalf() : 1 / this.shareOfHalf());
    }
    if (
      isOther('splitMode') ||
      isOther('navigation') ||
      previous?.view.colorMode !== state.view.colorMode ||
      previous?.result !== state.result
    ) {
      viewer.setCaptions(this.captionsOf(state));
    }
    if (isOther('clip') || isOther('slice')) viewer.setCut({ box: viewTools.clip, slice: viewTools.slice });
    if (isOtherTool) this.takeTool(state, previous);
    if (isOther('draft')) this.hovered = undefined;
    if (isOther('measures') || isOther('draft')) viewer.setDrawing(this.drawing(viewTools));
  }

  /** How much of what fits the whole picture fits half of it, 0–1. */
  private shareOfHalf(): number {
    const { clientWidth: width, clientHeight: height } = this.host;
    return width > 0 && height > 0 ? Math.min(1, width / 2 / height) / Math.min(1, width / height) : 1;
  }

  /** A click on that point belongs to the tool at hand. @returns whether it did */
  click(point: number | undefined): boolean {
    const { tool, addMeasurePoint } = this.store.getState();
    if (!isMeasuring(tool)) return false;
    const place = point === undefined ? undefined : this.viewer.positionOf(point);
    if (place) addMeasurePoint(place);
    return true;
  }

  private takeTool({ tool, revision, viewTools }: AppStoreState, previous: AppStoreState | undefined): void {
    const { clipTo, setClip, cancelMeasure } = this.store.getState();
    this.host.style.cursor = isMeasuring(tool) ? 'crosshair' : '';
    this.viewer.editClip(tool === CLIP_TOOL ? setClip : undefined);
    // Taken up by hand, not found in the state of a page that starts.
    if (tool === CLIP_TOOL && previous && revision > 0 && !viewTools.clip) clipTo('scene');
    if (!isMeasuring(tool) && viewTools.draft) cancelMeasure();
  }

  /** What two views show; how fast the flight is. */
  private captionsOf(state: AppStoreState): Record<Side, string> {
    const right = splitColorMode(state);
    const isFlying = state.viewTools.navigation === 'fly';
    const flight = isFlying ? `Flying, ${this.viewer.flight.speed.toPrecision(2)} m/s` : '';
    const left = right ? COLOR_MODE_NAMES[effectiveColorMode(state)] : '';
    return { left: [left, flight].filter(Boolean).join(' · '), right: right ? COLOR_MODE_NAMES[right] : '' };
  }

  private drawing({ measures, draft }: ViewTools): Drawing {
    const kept = measures.map((measure) => ({ measure, color: MEASURE_COLOR, isDraft: false }));
    const points = draft && [...draft.points, ...(this.hovered ? [this.hovered] : [])];
    const begun = draft && points ? [{ measure: { ...draft, points }, color: DRAFT_COLOR, isDraft: true }] : [];
    const drawn = [...kept, ...begun].map(({ measure, color, isDraft }) => ({
      ...measureDrawing(measure),
      text: measureText(measure),
      color,
      isDraft,
    }));
    return {
      lines: drawn.flatMap(({ lines, color, isDraft }) =>
        lines.map(({ from, to, isDashed }) => ({ from, to, color, isDashed: isDashed || isDraft })),
      ),
      tags: drawn.flatMap(({ at, text, color }) =>
        at && text !== '' ? [{ at, text, color: `rgb(${color.join(' ')})` }] : [],
      ),
    };
  }

  private readonly onHover = (event: PointerEvent): void => {
    const { viewTools, revision } = this.store.getState();
    if (!viewTools.draft || this.isPicking || event.buttons !== 0) return;
    const { left, top } = this.host.getBoundingClientRect();
    this.isPicking = true;
    this.viewer
      .pick(event.clientX - left, event.clientY - top)
      .then(
        (point) => {
          const now = this.store.getState();
          if (now.revision !== revision || now.viewTools.draft !== viewTools.draft) return;
          this.hovered = point === undefined ? undefined : this.viewer.positionOf(point);
          this.viewer.setDrawing(this.drawing(now.viewTools));
        },
        (error: unknown) => this.store.getState().report(error, 'the picture'),
      )
      .finally(() => {
        this.isPicking = false;
      });
  };

  // The viewer's own listener, deeper in the page, has set the speed by now.
  private readonly onWheel = (): void => {
    const state = this.store.getState();
    if (state.viewTools.navigation === 'fly') this.viewer.setCaptions(this.captionsOf(state));
  };

  // In the capture phase: while flying these keys go before the page's commands.
  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (this.store.getState().viewTools.navigation !== 'fly' || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest(TYPED_INTO)) return;
    if (!this.viewer.flight.press(event.code, event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.viewer.redraw();
  };

  private readonly onKeyUp = (event: KeyboardEvent): void => this.viewer.flight.release(event.code);

  private readonly onBlur = (): void => this.viewer.flight.releaseAll();
}

function isMeasuring(tool: string): tool is MeasureTool {
  return Object.hasOwn(MEASURE_TOOLS, tool);
}
