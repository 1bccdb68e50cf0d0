import { type AppState, COLOR_MODES, type ColorMode } from './app-state.ts';
import type { ViewToolsState } from './view-tools-state.ts';

/** In a person's words. */
export const COLOR_MODE_NAMES: Record<ColorMode, string> = {
  class: 'class',
  instance: 'instance',
  rgb: 'RGB',
  intensity: 'intensity',
  height: 'height',
  truth: 'ground truth',
  error: 'error',
  disagreement: 'disagreement of two results',
  second: 'class by the second result',
  secondError: 'error of the second result',
  confidence: 'doubt: low confidence',
  margin: 'doubt: two classes near each other',
  entropy: 'doubt: entropy',
  instability: 'doubt: other answers on another look',
  features: 'features of the network',
  similarity: 'likeness to the picked point',
  saliency: 'what moved the answer',
};

type Shown = Pick<AppState, 'scene' | 'result' | 'judge' | 'compare' | 'doubt' | 'why'>;

/** Colour modes that the scene on screen has the values for, in menu order. */
export function availableColorModes(state: Shown): ColorMode[] {
  const { scene, result, judge, compare, doubt, why } = state;
  if (!scene) return [];
  const has: Record<ColorMode, boolean> = {
    class: result !== undefined,
    instance: result !== undefined,
    rgb: scene.attributes.includes('rgb'),
    intensity: scene.attributes.includes('intensity'),
    height: true,
    truth: scene.truthLabelSet !== undefined,
    error: (judge.report?.semantic?.points ?? 0) > 0,
    disagreement: compare.disagreement !== undefined,
    second: compare.model !== undefined,
    secondError: (compare.report?.semantic?.points ?? 0) > 0,
    confidence: result !== undefined,
    margin: result !== undefined,
    entropy: result !== undefined,
    instability: result !== undefined && doubt.looks.length > 0,
    features: why.hasFeatureColors,
    similarity: why.similar !== undefined,
    saliency: why.saliency !== undefined,
  };
  return COLOR_MODES.filter((mode) => has[mode]);
}

/** The mode asked for where it can be shown; else real colour, else intensity, else height. */
export function effectiveColorMode(state: Shown & Pick<AppState, 'view'>): ColorMode {
  const available = availableColorModes(state);
  const wishes: readonly ColorMode[] = [state.view.colorMode, 'rgb', 'intensity', 'height'];
  return wishes.find((mode) => available.includes(mode)) ?? 'height';
}

/** Of the right one of two linked views; undefined where there is one. */
export function splitColorMode(
  state: Parameters<typeof effectiveColorMode>[0] & ViewToolsState,
): ColorMode | undefined {
  const { splitMode } = state.viewTools;
  return splitMode && effectiveColorMode({ ...state, view: { ...state.view, colorMode: splitMode } });
}
