import type { AppActions, AppStoreState, ViewSettings } from './app-state.ts';

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
export function viewActions(set: Set, get: () => AppStoreState): ViewActions {
  const patch = (view: Partial<ViewSettings>): void => set((state) => ({ view: { ...state.view, ...view } }));
  return {
    setColorMode: (colorMode) => patch({ colorMode }),
    setTruthView: (on) => patch({ colorMode: on ? 'truth' : 'class' }),
    toggleClass: (classId) => {
      const hidden = get().view.hiddenClasses;
      patch({ hiddenClasses: hidden.includes(classId) ? hidden.filter((id) => id !== classId) : [...hidden, classId] });
    },
    soloClass: (classId, all) => {
      const others = all.filter((id) => id !== classId);
      const hidden = get().view.hiddenClasses;
      const isAlone = !hidden.includes(classId) && others.every((id) => hidden.includes(id));
      patch({ hiddenClasses: isAlone ? [] : others });
    },
    showAllClasses: () => patch({ hiddenClasses: [] }),
    setShowBoxes: (showBoxes) => patch({ showBoxes }),
    setMinBoxScore: (score) => patch({ minBoxScore: Math.min(1, Math.max(0, score)) }),
    setShowTruthBoxes: (showTruthBoxes) => patch({ showTruthBoxes }),
    setPointSize: (pointSizeMode, pointSize) =>
      patch({ pointSizeMode, pointSize: Math.min(12, Math.max(0.5, pointSize)), isPointSizeChosen: true }),
    setEyeDome: (strength) => patch({ eyeDome: Math.min(1, Math.max(0, strength)) }),
    select: (point) => {
      const points = get().scene?.points ?? 0;
      set({ selectedPoint: point !== undefined && point >= 0 && point < points ? point : undefined });
    },
    dismissProblem: () => set({ problem: undefined }),
  };
}
