import { legend } from '../inspection/index.ts';
import type { AppStore, ColorMode } from '../state/index.ts';

/** Name and CSS colour of the classes that the picture shows, in the legend's order; none where its colours are not classes. */
export function legendRows({ registry, getState }: AppStore, mode: ColorMode): { name: string; color: string }[] {
  const entry = registry.current;
  if (!entry || (mode !== 'class' && mode !== 'truth')) return [];
  const { hiddenClasses } = getState().view;
  return legend(entry.scene, entry.outcome?.understanding.prediction, mode === 'truth' ? 'truth' : 'prediction')
    .filter(({ count, classId }) => count > 0 && !hiddenClasses.includes(classId))
    .map(({ name, color }) => ({ name, color: `rgb(${color.join(' ')})` }));
}
