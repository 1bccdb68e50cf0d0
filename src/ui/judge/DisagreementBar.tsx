import type { Disagreement } from '../../evaluation/index.ts';
import { DISAGREEMENT_RGB } from '../../overlays/index.ts';
import { count } from '../format.ts';
import styles from './DisagreementBar.module.css';

interface Props {
  readonly differing: number;
  readonly right: NonNullable<Disagreement['right']>;
}

/** Of the points that the two name differently: who is right. Also the legend of the map. */
export function DisagreementBar({ differing, right: { first, second, neither } }: Props) {
  const parts = [
    { key: 'onlyFirstRight', text: '1 is right', points: first },
    { key: 'onlySecondRight', text: '2 is right', points: second },
    { key: 'bothWrong', text: 'both wrong', points: neither },
    { key: 'differ', text: 'not labelled', points: differing - first - second - neither },
  ] as const;
  return (
    <>
      <div className={styles['bar']} aria-hidden>
        {parts.map(({ key, points }) => (
          <span key={key} style={{ flexGrow: points, background: `rgb(${DISAGREEMENT_RGB[key].join(' ')})` }} />
        ))}
      </div>
      <ul className={styles['key']} aria-label="Who is right where they differ">
        {parts.map(({ key, text, points }) => (
          <li key={key} data-part={key}>
            <span className={styles['swatch']} style={{ background: `rgb(${DISAGREEMENT_RGB[key].join(' ')})` }} />
            {text} <span className={styles['points']}>{count(points)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
