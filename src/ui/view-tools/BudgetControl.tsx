import { useEffect, useState } from 'react';
import { budgetStep, POINT_BUDGETS } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Select } from '../controls/Select.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import { useView } from '../view-controls.ts';
import styles from './ViewPanel.module.css';

const ALL = POINT_BUDGETS[POINT_BUDGETS.length - 1];
const LOOK_EVERY_MS = 500;

/** How much is drawn while the view moves, and what that costs here. */
export function BudgetControl() {
  const pointBudget = useApp((state) => state.viewTools.pointBudget);
  const points = useApp((state) => state.scene?.points ?? 0);
  const setPointBudget = useApp((state) => state.setPointBudget);
  const { keyHint } = useCommands();
  const cost = useFrameCost();
  const budget = budgetStep(pointBudget);
  return (
    <>
      <Select
        label="Points while moving"
        value={String(budget)}
        options={POINT_BUDGETS.map((step) => ({ value: String(step), text: budgetText(step) }))}
        onChange={(chosen) => setPointBudget(Number(chosen))}
      />
      <p className={styles['note']}>
        {points > budget
          ? `A moving picture shows ${count(budget)} of ${count(points)} points; at rest all come in. `
          : 'All points of this scene are drawn while it moves. '}
        More points, slower moving{keyHint('view.morePoints')}
        {cost && `. The last frame took ${cost.ms.toFixed(cost.ms < 10 ? 1 : 0)} ms for ${count(cost.drawn)} points`}.
      </p>
    </>
  );
}

export function budgetText(points: number): string {
  if (points >= ALL) return 'All';
  return points < 1_000_000 ? `${points / 1000} thousand` : `${points / 1_000_000} million`;
}

/** Looked at while the control is on screen: frames are drawn by the viewer, which tells nobody. */
function useFrameCost() {
  const view = useView();
  const [cost, setCost] = useState(() => view.tools.frameCost());
  useEffect(() => {
    const look = (): void =>
      setCost((before) => {
        const now = view.tools.frameCost();
        return now?.ms === before?.ms && now?.drawn === before?.drawn ? before : now;
      });
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [view]);
  return cost;
}
