import { labelSet } from '../core/index.ts';
import type { AppActions, AppStoreState, PointSizeMode } from './app-state.ts';
import { COLOR_MODE_NAMES } from './color-modes.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

type ViewActions = Pick<
  AppActions,
  | 'setColorMode'
  | 'setTruthView'
  | 'toggleClass'
  | 'soloClass'
  | 'showAllClasses'
  | 'setShowBoxes'
  | 'setMinBoxScore'
  | 'setShowTruthBoxes'
  | 'setPointSize'
  | 'setEyeDome'
  | 'select'
  | 'dismissProblem'
>;

/** Settings of the picture and the selection: no work, no waiting. */
export function viewActions(set: Set, get: () => AppStoreState, history: History): ViewActions {
  const change = undoable(set, get, history, 'view');
  const hide = (title: string, hiddenClasses: readonly number[]): number =>
    change(title, { hiddenClasses }, { ofScene: true });
  /** Many classes changed at once: said, with the way back. */
  const hideMany = (title: string, said: string, hiddenClasses: readonly number[]): void => {
    const undoes = hide(title, hiddenClasses);
    if (undoes) get().toast(said, { undoes });
  };
  const nameOf = (classId: number): string => className(get(), classId);
  return {
    setColorMode: (colorMode) => {
      change(`Colour by ${COLOR_MODE_NAMES[colorMode]}`, { colorMode });
    },
    setTruthView: (on) => {
      change(on ? 'Colour by ground truth' : 'Colour by class', { colorMode: on ? 'truth' : 'class' });
    },
    toggleClass: (classId) => {
      const hidden = get().view.hiddenClasses;
      if (hidden.includes(classId)) {
        hide(
          `Show ${nameOf(classId)}`,
          hidden.filter((id) => id !== classId),
        );
      } else hide(`Hide ${nameOf(classId)}`, [...hidden, classId]);
    },
    soloClass: (classId, all) => {
      const others = all.filter((id) => id !== classId);
      const hidden = get().view.hiddenClasses;
      const isAlone = !hidden.includes(classId) && others.every((id) => hidden.includes(id));
      if (isAlone) hideMany('Show all classes', 'All classes are shown.', []);
      else hideMany(`Show ${nameOf(classId)} alone`, `Only ${nameOf(classId)} is shown.`, others);
    },
    showAllClasses: () => hideMany('Show all classes', 'All classes are shown.', []),
    setShowBoxes: (showBoxes) => {
      change(showBoxes ? 'Show boxes' : 'Hide boxes', { showBoxes });
    },
    setMinBoxScore: (score) => {
      change('Box threshold', { minBoxScore: Math.min(1, Math.max(0, score)) }, { merge: 'minBoxScore' });
    },
    setShowTruthBoxes: (showTruthBoxes) => {
      change(showTruthBoxes ? 'Show truth boxes' : 'Hide truth boxes', { showTruthBoxes });
    },
    setPointSize: (pointSizeMode: PointSizeMode, pointSize) => {
      const size = Math.min(12, Math.max(0.5, pointSize));
      change('Point size', { pointSizeMode, pointSize: size, isPointSizeChosen: true }, { merge: 'pointSize' });
    },
    setEyeDome: (strength) => {
      change('Eye-dome shading', { eyeDome: Math.min(1, Math.max(0, strength)) }, { merge: 'eyeDome' });
    },
    select: (point) => {
      const points = get().scene?.points ?? 0;
      set({ selectedPoint: point !== undefined && point >= 0 && point < points ? point : undefined });
    },
    dismissProblem: () => set({ problem: undefined }),
  };
}

/** As the legend names it. */
function className({ result, scene }: AppStoreState, classId: number): string {
  const labels = result?.labelSet ?? scene?.truthLabelSet;
  const found = labels === undefined ? undefined : labelSet(labels).classes[classId];
  return found?.name ?? (classId < 0 ? 'unlabelled' : `class ${classId}`);
}
