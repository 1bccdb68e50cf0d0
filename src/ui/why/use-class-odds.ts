import { useMemo } from 'react';
import { labelSet } from '../../core/index.ts';
import { evidenceAt } from '../../inspection/index.ts';
import { percent } from '../format.ts';
import type { Bar } from '../inspector/Bars.tsx';
import { useApp, useAppStore } from '../store-context.ts';

/** The most probable classes of a point, as bars. */
export function useClassOdds(point: number): readonly Bar[] {
  const { registry } = useAppStore();
  const revision = useApp((state) => state.revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the registry's content
  return useMemo(() => {
    const { scene, outcome } = registry.current ?? {};
    if (!scene || !outcome || point >= scene.cloud.count) return [];
    const { prediction } = evidenceAt(scene, outcome.understanding, point);
    const { classes } = labelSet(outcome.understanding.prediction.labelSet);
    return (prediction?.top ?? []).map(({ name, probability, classId }) => ({
      name,
      share: probability,
      text: percent(probability),
      color: classes[classId]?.color,
    }));
  }, [registry, revision, point]);
}
