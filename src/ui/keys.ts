import { type AppStore, availableColorModes, COLOR_MODES } from '../state/index.ts';
import type { ViewControls } from './view-controls.ts';

export interface KeyAction {
  readonly keys: readonly string[];
  /** As the help dialog prints it. */
  readonly shown: string;
  readonly does: string;
  run(context: KeyContext, key: string): void;
}

export interface KeyContext {
  readonly store: AppStore;
  readonly view: ViewControls;
  openFiles(): void;
  showExport(): void;
  showHelp(): void;
}

const TURN_RAD = Math.PI / 24;
const TURNS: Readonly<Record<string, readonly [azimuthRad: number, elevationRad: number]>> = {
  ArrowLeft: [-TURN_RAD, 0],
  ArrowRight: [TURN_RAD, 0],
  ArrowUp: [0, TURN_RAD],
  ArrowDown: [0, -TURN_RAD],
};

/** Every key of the page: what the help dialog lists is what the keyboard does. */
export const KEY_ACTIONS: readonly KeyAction[] = [
  { keys: ['o'], shown: 'O', does: 'Open files', run: ({ openFiles }) => openFiles() },
  { keys: ['e'], shown: 'E', does: 'Export cloud and labels', run: ({ showExport }) => showExport() },
  { keys: ['f'], shown: 'F', does: 'Fit the scene', run: ({ view }) => view.fit() },
  { keys: ['t'], shown: 'T', does: 'View from above', run: ({ view }) => view.setView('top') },
  { keys: ['p'], shown: 'P', does: 'View from an angle', run: ({ view }) => view.setView('perspective') },
  {
    keys: COLOR_MODES.map((_, index) => String(index + 1)),
    shown: '1 – 7',
    does: 'Colour by class, instance, RGB, intensity, height, ground truth, error',
    run: ({ store }, key) => {
      const mode = COLOR_MODES[Number(key) - 1];
      if (mode && availableColorModes(store.getState()).includes(mode)) store.getState().setColorMode(mode);
    },
  },
  {
    keys: ['b'],
    shown: 'B',
    does: 'Show or hide boxes',
    run: ({ store }) => store.getState().setShowBoxes(!store.getState().view.showBoxes),
  },
  { keys: ['h'], shown: 'H', does: 'Show all classes', run: ({ store }) => store.getState().showAllClasses() },
  {
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    shown: 'Arrows',
    does: 'Turn the view',
    run: ({ view }, key) => view.orbit(...(TURNS[key] ?? [0, 0])),
  },
  { keys: ['z'], shown: 'Z', does: 'Zoom in', run: ({ view }) => view.zoom(1.25) },
  { keys: ['x'], shown: 'X', does: 'Zoom out', run: ({ view }) => view.zoom(1 / 1.25) },
  {
    keys: ['i'],
    shown: 'I',
    does: 'Inspect the point in the middle',
    run: ({ view }) => void view.inspectMiddle(),
  },
  { keys: [','], shown: ',', does: 'Previous frame', run: ({ store }) => step(store, -1) },
  { keys: ['.'], shown: '.', does: 'Next frame', run: ({ store }) => step(store, 1) },
  {
    keys: ['-'],
    shown: '−',
    does: 'Smaller points',
    run: ({ store }) => resize(store, 1 / 1.25),
  },
  { keys: ['=', '+'], shown: '+', does: 'Larger points', run: ({ store }) => resize(store, 1.25) },
  {
    keys: ['Escape'],
    shown: 'Esc',
    does: 'Cancel the work, else deselect',
    run: ({ store }) => {
      const { activity, cancel, select, selectedPoint, problem, dismissProblem } = store.getState();
      if (activity) cancel();
      else if (selectedPoint !== undefined) select(undefined);
      else if (problem) dismissProblem();
    },
  },
  {
    keys: ['l'],
    shown: 'L',
    does: 'Show or hide the time of each layer',
    run: ({ store }) => store.getState().showProfiler(!store.getState().isProfilerShown),
  },
  { keys: ['?'], shown: '?', does: 'This list', run: ({ showHelp }) => showHelp() },
];

function step(store: AppStore, by: number): void {
  const { scene, setFrame } = store.getState();
  if (scene) void setFrame(scene.frame + by);
}

function resize(store: AppStore, factor: number): void {
  const { view, setPointSize } = store.getState();
  setPointSize(view.pointSizeMode, Math.round(view.pointSize * factor * 4) / 4);
}

/** Handles one key press. @returns whether it meant something here */
export function handleKey(event: KeyboardEvent, context: KeyContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : undefined;
  // Keys that a control uses itself stay with it; Escape is for everybody.
  if (event.key !== 'Escape' && target?.closest('input, select, textarea, dialog')) return false;
  // An open menu takes its own Escape.
  if (event.key === 'Escape' && document.querySelector(':popover-open')) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = KEY_ACTIONS.find(({ keys }) => keys.includes(key));
  if (!action) return false;
  action.run(context, key);
  return true;
}
