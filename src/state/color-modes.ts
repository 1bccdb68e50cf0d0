import { type AppState, COLOR_MODES, type ColorMode } from './app-state.ts';

/** In a person's words. */
export const COLOR_MODE_NAMES: Record<ColorMode, string> = {
  class: 'class',
  instance: 'instance',
  rgb: 'RGB',
  intensity: 'intensity',
  height: 'height',
  truth: 'ground truth',
  error: 'error',
};

/** Colour modes that the scene on screen has the values for, in menu order. */
export function availableColorModes(state: Pick<AppState, 'scene' | 'result'>): ColorMode[] {
  const { scene, result } = state;
  if (!scene) return [];
  const comparable = scene.truthLabelSet !== undefined && scene.truthLabelSet === result?.labelSet;
  const has: Record<ColorMode, boolean> = {
    class: result !== undefined,
    instance: result !== undefined,
    rgb: scene.attributes.includes('rgb'),
    intensity: scene.attributes.includes('intensity'),
    height: true,
    truth: scene.truthLabelSet !== undefined,
    error: comparable,
  };
  return COLOR_MODES.filter((mode) => has[mode]);
}

/** The mode asked for where it can be shown; else real colour, else intensity, else height. */
export function effectiveColorMode(state: Pick<AppState, 'scene' | 'result' | 'view'>): ColorMode {
  const available = availableColorModes(state);
  const wishes: readonly ColorMode[] = [state.view.colorMode, 'rgb', 'intensity', 'height'];
  return wishes.find((mode) => available.includes(mode)) ?? 'height';
}
