import { type AppStoreState, availableColorModes, type ColorMode, effectiveColorMode } from '../../state/index.ts';
import { count } from '../format.ts';

/** A line of the scene tree. */
export interface TreeRow {
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly level: 1 | 2;
  /** Has rows below it that can be folded away. */
  readonly isOpen?: boolean;
  /** Choosing the row colours the points by it. */
  readonly colors?: ColorMode;
  readonly isShown?: boolean;
  /** What its eye shows and hides. */
  readonly eye?: { readonly layer: 'boxes' | 'truthBoxes'; readonly isOn: boolean };
}

type Tree = Parameters<typeof effectiveColorMode>[0] & Pick<AppStoreState, 'scene' | 'result' | 'view'>;

const TITLES: Partial<Record<ColorMode, string>> = {
  class: 'Classes',
  instance: 'Objects',
  rgb: 'Colour',
  intensity: 'Intensity',
  height: 'Height',
  truth: 'Classes',
  error: 'Errors',
};

interface Branch {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly modes: readonly ColorMode[];
  readonly boxes?: TreeRow;
}

/** What the scene on screen consists of, top to bottom; `folded` are the ids of branches that are closed. */
export function sceneTree(state: Tree, folded: ReadonlySet<string>): TreeRow[] {
  const { scene, result, view } = state;
  if (!scene) return [];
  const available = availableColorModes(state);
  const shown = effectiveColorMode(state);
  const branches: Branch[] = [
    { id: 'points', title: 'Points', detail: count(scene.points), modes: ['rgb', 'intensity', 'height'] },
  ];
  if (result) {
    const eye = { layer: 'boxes', isOn: view.showBoxes } as const;
    branches.push({
      id: 'found',
      title: 'Found by the network',
      detail: result.model,
      modes: ['class', 'instance'],
      ...(result.boxes > 0 && { boxes: boxesRow('found', result.boxes, eye) }),
    });
  }
  if (scene.truthLabelSet !== undefined || scene.truthBoxes > 0) {
    const eye = { layer: 'truthBoxes', isOn: view.showTruthBoxes } as const;
    branches.push({
      id: 'truth',
      title: 'Ground truth',
      detail: scene.truthLabelSet ?? '',
      modes: ['truth', 'error'],
      ...(scene.truthBoxes > 0 && { boxes: boxesRow('truth', scene.truthBoxes, eye) }),
    });
  }
  return branches.flatMap(({ id, title, detail, modes, boxes }) => {
    const isOpen = !folded.has(id);
    const rows = modes
      .filter((mode) => available.includes(mode))
      .map(
        (mode): TreeRow => ({
          id: `${id}.${mode}`,
          title: TITLES[mode] ?? mode,
          level: 2,
          colors: mode,
          isShown: mode === shown,
        }),
      );
    return [{ id, title, detail, level: 1, isOpen } as const, ...(isOpen ? [...rows, ...(boxes ? [boxes] : [])] : [])];
  });
}

function boxesRow(branch: string, boxes: number, eye: NonNullable<TreeRow['eye']>): TreeRow {
  return { id: `${branch}.boxes`, title: 'Boxes', detail: count(boxes), level: 2, eye };
}
