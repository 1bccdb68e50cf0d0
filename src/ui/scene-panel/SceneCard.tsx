import { Info, TriangleAlert } from 'lucide-react';
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
    <Section title="Scene" folds="scene">
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
        {scene.frameCount > 1 && (
          <>
            <dt>Frame</dt>
            <dd>
              {count(scene.frame + 1)} of {count(scene.frameCount)}
            </dd>
          </>
        )}
      </dl>
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
