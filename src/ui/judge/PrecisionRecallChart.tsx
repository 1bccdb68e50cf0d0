import type { ClassCurve } from '../../evaluation/index.ts';
import { useApp } from '../store-context.ts';
import { curvePath, markAt, PLOT } from './curve-shape.ts';
import styles from './PrecisionRecallChart.module.css';

interface Props {
  readonly perClass: readonly ClassCurve[];
  /** Marked on every curve; 0–1. */
  readonly minScore: number;
  readonly isAgnostic: boolean;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** A curve for each class with truth, and a dot where the threshold stands on it. The table below has the same as numbers. */
export function PrecisionRecallChart({ perClass, minScore, isAgnostic }: Props) {
  const classes = useApp((state) => state.judge.report?.mapping.classes);
  const drawn = perClass.filter(({ curve }) => curve.length > 0);
  if (drawn.length === 0) return <p className={styles['none']}>No class has both a truth and a prediction.</p>;
  const colorOf = (classId: number): string =>
    isAgnostic ? 'var(--accent)' : `rgb(${classes?.[classId]?.color.join(' ') ?? '150 155 165'})`;
  const { left, top, width, height } = PLOT;
  return (
    <svg
      className={styles['chart']}
      viewBox="0 0 280 170"
      role="img"
      aria-label={`Precision against recall of ${drawn.map(({ name }) => name).join(', ')}`}
    >
      {TICKS.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={left + width} y1={top + height * (1 - tick)} y2={top + height * (1 - tick)} />
          <line x1={left + width * tick} x2={left + width * tick} y1={top} y2={top + height} />
          <text x={left - 5} y={top + height * (1 - tick) + 3} textAnchor="end">
            {100 * tick}
          </text>
          <text x={left + width * tick} y={top + height + 12} textAnchor="middle">
            {100 * tick}
          </text>
        </g>
      ))}
      <text className={styles['axis']} x={left + width} y={top + height + 24} textAnchor="end">
        recall %
      </text>
      <text className={styles['axis']} x={left + 4} y={top - 4}>
        precision %
      </text>
      {drawn.map(({ classId, name, curve }) => {
        const mark = markAt(curve, minScore);
        const color = colorOf(classId);
        return (
          <g key={classId} data-curve={name}>
            <path d={curvePath(curve)} style={{ stroke: color }}>
              <title>{name}</title>
            </path>
            {mark && (
              <circle cx={mark.x} cy={mark.y} r={4} style={{ fill: color }} data-mark={name}>
                <title>{`${name} at ${Math.round(100 * minScore)} %`}</title>
              </circle>
            )}
          </g>
        );
      })}
    </svg>
  );
}
