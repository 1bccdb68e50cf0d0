import { ChevronLeft, ChevronRight, Info, TriangleAlert } from 'lucide-react';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './SceneCard.module.css';

/** What was opened, and what was noticed while reading it. */
export function SceneCard() {
  const scene = useApp((state) => state.scene);
  const noticed = useApp((state) => state.result?.diagnostics);
  if (!scene) {
    return (
      <Section title="Scene">
        <p className={styles['empty']}>Nothing open yet.</p>
      </Section>
    );
  }
  const diagnostics = [...scene.diagnostics, ...(noticed ?? [])];
  return (
    <Section title="Scene">
      <p className={styles['name']} title={scene.name}>
        {scene.title}
      </p>
      <dl className={styles['facts']}>
        <dt>Layout</dt>
        <dd>{scene.datasetTitle}</dd>
        <dt>Format</dt>
        <dd>{scene.format}</dd>
        <dt>Points</dt>
        <dd>{count(scene.points)}</dd>
        {scene.truthBoxes > 0 && (
          <>
            <dt>Truth boxes</dt>
            <dd>{count(scene.truthBoxes)}</dd>
          </>
        )}
      </dl>
      {scene.frameCount > 1 && <FrameStepper frame={scene.frame} frameCount={scene.frameCount} />}
      {diagnostics.length > 0 && (
        <details className={styles['diagnostics']} open={diagnostics.some((entry) => entry.severity === 'warning')}>
          <summary>{diagnostics.length === 1 ? '1 note' : `${diagnostics.length} notes`}</summary>
          <ul>
            {diagnostics.map((entry) => (
              <li key={`${entry.code} ${entry.message}`} data-severity={entry.severity}>
                {entry.severity === 'warning' ? (
                  <TriangleAlert size={13} aria-label="Warning" />
                ) : (
                  <Info size={13} aria-label="Note" />
                )}
                <span>{entry.message}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function FrameStepper({ frame, frameCount }: { frame: number; frameCount: number }) {
  const setFrame = useApp((state) => state.setFrame);
  return (
    <fieldset className={styles['stepper']} aria-label="Frame">
      <Button
        icon={ChevronLeft}
        iconOnly
        label="Previous frame (,)"
        disabled={frame === 0}
        onClick={() => void setFrame(frame - 1)}
      />
      <input
        type="range"
        min={1}
        max={frameCount}
        value={frame + 1}
        aria-label="Frame"
        onChange={(event) => void setFrame(Number(event.target.value) - 1)}
      />
      <Button
        icon={ChevronRight}
        iconOnly
        label="Next frame (.)"
        disabled={frame === frameCount - 1}
        onClick={() => void setFrame(frame + 1)}
      />
      <span className={styles['frame']}>
        {frame + 1} / {frameCount}
      </span>
    </fieldset>
  );
}
