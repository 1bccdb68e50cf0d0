import type { TuningPoint } from '../../state/index.ts';
import { percent } from '../format.ts';
import styles from './LossPlot.module.css';
import { heldOutPoints, lossPath, PLOT, smoothed } from './loss-shape.ts';

interface Props {
  readonly curve: readonly TuningPoint[];
  readonly steps: number;
  /** Of the network that it begins with; 0–1. */
  readonly heldOutBefore: number | undefined;
}

/** The loss of each step, and how much of what was held back is right. The table below has the same as numbers. */
export function LossPlot({ curve, steps, heldOutBefore }: Props) {
  const { left, top, width, height } = PLOT;
  const measured = heldOutPoints(curve, steps, heldOutBefore);
  const last = curve.at(-1);
  const most = Math.max(...curve.map(({ loss }) => loss), 0);
  return (
    <figure className={styles['figure']}>
      <svg
        className={styles['plot']}
        viewBox="0 0 280 132"
        role="img"
        aria-label={
          last
            ? `Loss ${last.loss.toFixed(2)} after step ${last.step} of ${steps}`
            : 'Loss and held-out clicks by step: nothing yet'
        }
      >
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={left} x2={left + width} y1={top + height * (1 - share)} y2={top + height * (1 - share)} />
            <text x={left - 5} y={top + height * (1 - share) + 3} textAnchor="end">
              {(share * most).toFixed(1)}
            </text>
            <text x={left + width + 5} y={top + height * (1 - share) + 3}>
              {100 * share}
            </text>
          </g>
        ))}
        <text x={left} y={top + height + 13}>
          0
        </text>
        <text x={left + width} y={top + height + 13} textAnchor="end">
          {`step ${steps}`}
        </text>
        <path className={styles['raw']} d={lossPath(curve, steps, most)} />
        <path className={styles['loss']} d={lossPath(smoothed(curve), steps, most)} />
        <polyline className={styles['held']} points={measured.map(({ x, y }) => `${x},${y}`).join(' ')} />
        {measured.map(({ x, y, share }) => (
          <circle key={x} className={styles['dot']} cx={x} cy={y} r={3}>
            <title>{percent(share)}</title>
          </circle>
        ))}
      </svg>
      <figcaption className={styles['key']}>
        <span className={styles['lossKey']}>loss</span>
        <span className={styles['heldKey']}>held-out clicks right, %</span>
      </figcaption>
    </figure>
  );
}
