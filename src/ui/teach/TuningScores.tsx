import type { TuningSlice } from '../../state/index.ts';
import parts from '../controls/PanelParts.module.css';
import { percent } from '../format.ts';
import styles from './FineTune.module.css';

/** Before and after, on what was held back and, where truth is known, on the whole scene. */
export function TuningScores({ tuning }: { readonly tuning: TuningSlice }) {
  const { before, refit, after, hasDiverged, taken, heldOut = 0 } = tuning;
  if (!before || !refit) return null;
  const hasTruth = before.miou !== undefined;
  const rows = [
    ['The model', before],
    ['Last layer refitted', refit],
    ['Fine-tuned', after],
  ] as const;
  return (
    <>
      <table className={styles['table']} aria-label="Before and after fine-tuning">
        <thead>
          <tr>
            <th scope="col">{''}</th>
            <th scope="col">{`held back (${heldOut})`}</th>
            {hasTruth && <th scope="col">mIoU</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, score]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td className={tone(score?.heldOut, before.heldOut)}>{score ? percent(score.heldOut) : '–'}</td>
              {hasTruth && (
                <td className={tone(score?.miou, before.miou)}>
                  {score?.miou === undefined ? '–' : percent(score.miou)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {hasDiverged && (
        <p className={parts['note']}>
          {`Step ${taken + 1} gave numbers without meaning; this is the network of the step before.`}
        </p>
      )}
    </>
  );
}

function tone(value: number | undefined, before: number | undefined): string | undefined {
  if (value === undefined || before === undefined || value === before) return undefined;
  return value > before ? styles['better'] : styles['worse'];
}
