import { useApp } from '../store-context.ts';
import styles from './NothingInCommon.module.css';

const PLACES = { indoor: 'rooms', outdoor: 'streets' } as const;

/** The model speaks of other things than the truth: why there is no number, and what helps. */
export function NothingInCommon() {
  const result = useApp((state) => state.result);
  return (
    <p className={styles['note']} role="status">
      {result ? `${result.modelTitle} is for ${PLACES[result.domain]} and` : 'This model'} has no class in common with
      this scene’s labels, so nothing can be compared: choose another model in the top bar, or say below which class is
      which.
    </p>
  );
}
