import { Section } from '../controls/Section.tsx';
import { percent } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './SegmentPanel.module.css';

/** IoU after each click against the files' own objects, where they have some, and the scores over all clicked objects. */
export function Recorder() {
  const ious = useApp((state) => state.segment.ious);
  const scores = useApp((state) => state.segment.scores);
  const clickMs = useApp((state) => state.segment.clickMs);
  if (!scores) return null;
  return (
    <Section title="Recorder">
      {ious.length > 0 && (
        <ol className={styles['ious']} aria-label="IoU after each click" data-testid="segment-ious">
          {ious.map((iou, click) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a click is its place in the list
              key={click}
              style={{ blockSize: `${Math.max(4, 48 * iou)}px` }}
              title={`Click ${click + 1}: ${percent(iou)}`}
            >
              <span>{Math.round(100 * iou)}</span>
            </li>
          ))}
        </ol>
      )}
      <table className={styles['scores']}>
        <tbody>
          {Object.entries(scores.iouAt)
            .filter(([k]) => ['1', '3', '5', '10'].includes(k))
            .map(([k, iou]) => (
              <tr key={k}>
                <th scope="row">IoU@{k}</th>
                <td>{percent(iou)}</td>
              </tr>
            ))}
          {Object.entries(scores.clicksTo).map(([iou, clicks]) => (
            <tr key={iou}>
              <th scope="row">NoC@{Math.round(100 * Number(iou))}</th>
              <td>{clicks.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles['soft']}>
        Over {scores.objects} clicked {scores.objects === 1 ? 'object' : 'objects'}
        {clickMs !== undefined && `; the last answer took ${Math.round(clickMs)} ms`}.
      </p>
    </Section>
  );
}
