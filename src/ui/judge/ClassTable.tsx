import { type JudgedClass, percent, type SemanticJudgement } from '../../evaluation/index.ts';
import { count } from '../format.ts';
import styles from './ScoreTable.module.css';

interface Props {
  readonly semantic: SemanticJudgement;
  readonly classes: readonly JudgedClass[];
}

/** IoU, recall and precision of every class that occurs, the best first. */
export function ClassTable({ semantic, classes }: Props) {
  const rows = semantic.classes
    .filter(({ truth, predicted }) => truth + predicted > 0)
    .sort((a, b) => (b.iou ?? -1) - (a.iou ?? -1));
  return (
    <table className={styles['table']} aria-label="IoU by class">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">IoU</th>
          <th scope="col" title="Of the points that truly are of the class">
            Recall
          </th>
          <th scope="col" title="Of the points that are called so">
            Precision
          </th>
          <th scope="col">Points</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ classId, name, truth, iou, recall, precision }) => (
          <tr key={classId} data-class={name}>
            <th scope="row">
              <span className={styles['swatch']} style={{ background: `rgb(${classes[classId]?.color.join(' ')})` }} />
              {name}
            </th>
            <td>
              <span className={styles['bar']} style={{ width: `${100 * (iou ?? 0)}%` }} aria-hidden />
              {percent(iou)}
            </td>
            <td>{percent(recall)}</td>
            <td>{percent(precision)}</td>
            <td>{count(truth)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
