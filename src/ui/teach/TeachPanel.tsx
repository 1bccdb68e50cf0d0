import { GraduationCap, Trash2, X } from 'lucide-react';
import { saidClasses } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { count, plural } from '../format.ts';
import { useApp } from '../store-context.ts';
import { ClassChooser, useTaughtClasses } from './ClassChooser.tsx';
import { FineTune } from './FineTune.tsx';
import { KeepTaught } from './KeepTaught.tsx';
import styles from './TeachPanel.module.css';

/** A few clicks say what things are; the last layer of the network is refitted to them, and the whole scene follows. */
export function TeachPanel() {
  const status = useApp((state) => state.teach.status);
  const hasResult = useApp((state) => state.result !== undefined);
  if (status === 'ready') return <Lesson />;
  return <Beginning isPreparing={status === 'preparing'} hasResult={hasResult} />;
}

function Beginning({ isPreparing, hasResult }: { readonly isPreparing: boolean; readonly hasResult: boolean }) {
  const startTeaching = useApp((state) => state.startTeaching);
  return (
    <Section title="Teach by clicks">
      <div className={parts['rows']}>
        <p className={parts['text']}>
          Give a class a name and click a few points of it. The network keeps what it sees; only its last layer is
          refitted, and the whole scene follows at once.
        </p>
        <Button
          icon={GraduationCap}
          tone="primary"
          label={isPreparing ? 'Reading features…' : 'Teach on this scene'}
          disabled={isPreparing || !hasResult}
          onClick={() => void startTeaching()}
        />
        {!hasResult && <p className={parts['note']}>Teaching begins when a scene is understood.</p>}
      </div>
    </Section>
  );
}

function Lesson() {
  const boldness = useApp((state) => state.teach.boldness);
  const setBoldness = useApp((state) => state.setBoldness);
  const stopTeaching = useApp((state) => state.stopTeaching);
  return (
    <>
      <Section title="What a click says">
        <ClassChooser />
      </Section>
      <Section title="Clicks">
        <div className={parts['rows']}>
          <Clicks />
          <Slider
            label="Spread"
            value={boldness}
            min={0}
            max={1}
            step={0.05}
            text={boldness < 0.35 ? 'careful' : boldness > 0.65 ? 'bold' : 'middle'}
            onChange={setBoldness}
          />
          <Report />
        </div>
      </Section>
      <FineTune />
      <Section title="Keep the refit">
        <KeepTaught />
      </Section>
      <Section title="End">
        <div className={parts['buttons']}>
          <Button icon={X} label="Stop teaching" onClick={stopTeaching} />
        </div>
      </Section>
    </>
  );
}

function Clicks() {
  const clicks = useApp((state) => state.teach.clicks);
  const forgetClick = useApp((state) => state.forgetClick);
  const forgetClicks = useApp((state) => state.forgetClicks);
  const classes = useTaughtClasses();
  const corrected = useApp((state) => saidClasses(state).length - state.teach.clicks.length);
  const note = corrected > 0 && (
    <p
      className={parts['note']}
    >{`${plural(corrected, 'object')} corrected in Segment ${corrected === 1 ? 'teaches' : 'teach'}, too.`}</p>
  );
  if (clicks.length === 0) {
    return (
      <>
        <p className={parts['text']}>Choose a class above, then click points of it in the picture.</p>
        {note}
      </>
    );
  }
  return (
    <>
      {note}
      <ol className={styles['list']} aria-label="Clicks">
        {clicks.map(({ point, classId }, index) => {
          const entry = classes[classId];
          return (
            <li key={point} className={styles['item']}>
              <span className={styles['swatch']} style={{ background: `rgb(${entry?.color.join()})` }} aria-hidden />
              <span className={parts['name']}>{entry?.name}</span>
              <span className={styles['count']}>{count(point)}</span>
              <Button
                icon={X}
                iconOnly
                label={`Forget the click on point ${count(point)}`}
                onClick={() => forgetClick(index)}
              />
            </li>
          );
        })}
      </ol>
      <div className={parts['buttons']}>
        <Button icon={Trash2} label="Forget all clicks" onClick={forgetClicks} />
      </div>
    </>
  );
}

function Report() {
  const report = useApp((state) => state.teach.report);
  const isRefitting = useApp((state) => state.teach.isRefitting);
  if (!report) return <p className={parts['note']}>{isRefitting ? 'Refitting…' : 'Nothing is taught yet.'}</p>;
  const { changedPoints, agreement, elapsedMs, examples } = report;
  return (
    <p className={parts['text']} data-refit-ms={elapsedMs.toFixed(1)}>
      {count(changedPoints)} points changed. The answer agrees with {Math.round(agreement * examples)} of {examples}{' '}
      {examples === 1 ? 'example' : 'examples'}. Refit and relabelling took {elapsedMs.toFixed(0)} ms.
    </p>
  );
}
