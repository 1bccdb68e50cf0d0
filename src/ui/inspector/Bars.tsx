import styles from './Bars.module.css';

export interface Bar {
  readonly name: string;
  /** 0–1. */
  readonly share: number;
  readonly text: string;
  /** sRGB 0–255. */
  readonly color?: readonly [number, number, number] | undefined;
}

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  return (
    <ul className={styles['bars']} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.name} className={styles['bar']}>
          <span className={styles['name']}>{bar.name}</span>
          <span className={styles['track']} aria-hidden>
            <span
              className={styles['fill']}
              style={{
                width: `${Math.max(bar.share > 0 ? 1 : 0, bar.share * 100)}%`,
                background: bar.color && `rgb(${bar.color.join(' ')})`,
              }}
            />
          </span>
          <span className={styles['text']}>{bar.text}</span>
        </li>
      ))}
    </ul>
  );
}
