import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import type { JudgedClass, PointQuery, SemanticJudgement } from '../../evaluation/index.ts';
import { cellOf, usedClasses } from '../../inspection/index.ts';
import { count, percent } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './ConfusionTable.module.css';
import { confusionTitle } from './titles.ts';

interface Props {
  readonly semantic: SemanticJudgement;
  readonly classes: readonly JudgedClass[];
  readonly onFind: (query: PointQuery, title: string) => void;
  readonly hitsOf: (classId: number) => number;
}

const MOVES: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * True classes in rows, predicted ones in columns. A cell lights up its points, a row's head those of the class that are called something
 * else, a column's head those that are called so wrongly. One stop of the tab key; arrows go from cell to cell.
 */
export function ConfusionTable({ semantic, classes, onFind, hitsOf }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<readonly [row: number, column: number]>([0, 0]);
  const shown = useApp((state) => state.judge.found?.query);
  const { rows, columns } = usedClasses(semantic);
  const name = (classId: number): string => classes[classId]?.name ?? 'no answer';
  const move = (event: KeyboardEvent): void => {
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    const row = Math.min(rows.length, Math.max(0, focus[0] + by[0]));
    const column = Math.min(columns.length, Math.max(0, focus[1] + by[1]));
    setFocus([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`)?.focus();
  };
  const cell = (row: number, column: number) => ({
    'data-at': `${row} ${column}`,
    tabIndex: focus[0] === row && focus[1] === column ? 0 : -1,
    onFocus: () => setFocus([row, column]),
  });
  const isShown = (query: PointQuery): boolean => JSON.stringify(query) === JSON.stringify(shown);
  return (
    <div className={styles['scroll']}>
      <table ref={table} className={styles['matrix']} aria-label="Confusion matrix" onKeyDown={move}>
        <thead>
          <tr>
            <td className={styles['corner']}>
              <button
                type="button"
                className={styles['all']}
                {...cell(0, 0)}
                onClick={() => onFind({ kind: 'wrong' }, 'Everything wrong')}
              >
                true ↓ called →
              </button>
            </td>
            {columns.map((predicted, i) => {
              const query: PointQuery = { kind: 'predicted', predicted };
              const title = predicted < 0 ? 'Without an answer' : `Wrongly called ${name(predicted)}`;
              return (
                <th key={predicted} scope="col">
                  <button
                    type="button"
                    className={styles['column']}
                    aria-pressed={isShown(query)}
                    title={title}
                    {...cell(0, i + 1)}
                    onClick={() => onFind(query, title)}
                  >
                    {name(predicted)}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((truth, r) => {
            const total = semantic.classes[truth]?.truth ?? 0;
            const query: PointQuery = { kind: 'truth', truth };
            const title = `${name(truth)} called something else`;
            return (
              <tr key={truth}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles['row']}
                    aria-pressed={isShown(query)}
                    title={`${title}: ${count(total - hitsOf(truth))} of ${count(total)} points`}
                    {...cell(r + 1, 0)}
                    onClick={() => onFind(query, title)}
                  >
                    <span
                      className={styles['swatch']}
                      style={{ background: `rgb(${classes[truth]?.color.join(' ')})` }}
                    />
                    {name(truth)}
                  </button>
                </th>
                {columns.map((predicted, c) => {
                  const points = cellOf(semantic, truth, predicted);
                  const share = points / total;
                  const own: PointQuery = { kind: 'cell', truth, predicted };
                  const words = confusionTitle(name, truth, predicted);
                  return (
                    <td key={predicted}>
                      <button
                        type="button"
                        className={styles['cell']}
                        data-kind={truth === predicted ? 'right' : 'wrong'}
                        data-cell={`${name(truth)}/${name(predicted)}`}
                        aria-pressed={isShown(own)}
                        aria-disabled={points === 0}
                        aria-label={`${words}, ${count(points)} points`}
                        title={`${words}: ${count(points)} points, ${percent(share)} of ${name(truth)}`}
                        style={{ '--share': `${Math.round(100 * Math.sqrt(share))}%` } as CSSProperties}
                        {...cell(r + 1, c + 1)}
                        onClick={() => points > 0 && onFind(own, words)}
                      >
                        {share >= 0.005 ? Math.round(100 * share) : points > 0 ? '·' : ''}
                      </button>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles['note']}>Per cent of each true class. Click a cell to see its points.</p>
    </div>
  );
}
