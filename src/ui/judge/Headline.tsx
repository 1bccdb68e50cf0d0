import { percent, type Score } from '../../evaluation/index.ts';
import styles from './Headline.module.css';

interface Props {
  readonly facts: readonly (readonly [name: string, value: Score])[];
  readonly note?: string;
}

/** A few numbers that matter most, large. */
export function Headline({ facts, note }: Props) {
  return (
    <>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{percent(value)}</dd>
          </div>
        ))}
      </dl>
      {note && <p className={styles['note']}>{note}</p>}
    </>
  );
}
