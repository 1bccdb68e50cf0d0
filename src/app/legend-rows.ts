import { legend } from '../inspection/index.ts';
import { type AppStore, CLASS_SOURCES, COLOR_KEYS, type ColorMode } from '../state/index.ts';

/** Name and CSS colour of what the picture's colours stand for: classes in the legend's order, or verdicts; none where they are values. */
export function legendRows({ registry, getState }: AppStore, mode: ColorMode): { name: string; color: string }[] {
  const key = COLOR_KEYS[mode];
  if (key) return key.map(([name, color]) => ({ name, color: `rgb(${color.join(' ')})` }));
  const entry = registry.current;
  const source = CLASS_SOURCES[mode];
  if (!entry || !source) return [];
  const { hiddenClasses } = getState().view;
  const outcome = source === 'second' ? entry.judged?.second : entry.outcome;
  return legend(entry.scene, outcome?.understanding.prediction, source === 'truth' ? 'truth' : 'prediction')
    .filter(({ count, classId }) => count > 0 && !hiddenClasses.includes(classId))
    .map(({ name, color }) => ({ name, color: `rgb(${color.join(' ')})` }));
}
