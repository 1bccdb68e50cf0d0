import { labelSet } from '../../core/index.ts';
import { Section } from '../controls/Section.tsx';
import { count, percent } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './SegmentPanel.module.css';

/** The objects that the person made. */
export function ObjectList() {
  const objects = useApp((state) => state.segment.objects);
  const current = useApp((state) => state.segment.current);
  const labels = useApp((state) => state.segment.labelSet);
  const select = useApp((state) => state.selectSegment);
  if (objects.length === 0) return null;
  const classes = labels === undefined ? [] : labelSet(labels).classes;
  return (
    <Section title={`Objects (${objects.length})`}>
      <ul className={styles['list']} data-testid="segment-objects">
        {objects.map(({ id, classId, points, clicks, iou }) => (
          <li key={id}>
            <button type="button" aria-pressed={id === current} className={styles['object']} onClick={() => select(id)}>
              <span>
                {id} · {classId === undefined ? 'as predicted' : classes[classId]?.name}
              </span>
              <span className={styles['numbers']}>
                {count(points)} points, {count(clicks)} {clicks === 1 ? 'click' : 'clicks'}
                {iou !== undefined && `, IoU ${percent(iou)}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles['soft']}>Exports offer them as “Corrected by hand”. They are kept for the next visit.</p>
    </Section>
  );
}
