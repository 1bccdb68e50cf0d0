import { X } from 'lucide-react';
import { ACTIVITY_VERBS } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { roughSeconds, stageTitle } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './ActivityBar.module.css';

/** What is being worked on, how far it is, and the way to stop it. */
export function ActivityBar() {
  const activity = useApp((state) => state.activity);
  const cancel = useApp((state) => state.cancel);
  if (!activity) return null;
  const { progress, estimateSeconds } = activity;
  const share = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined;
  const verb = ACTIVITY_VERBS[activity.what];
  return (
    <div className={styles['bar']} data-testid="activity">
      <span className={styles['text']}>
        <strong>
          {verb} {activity.subject}
        </strong>
        <span className={styles['stage']}>
          {progress && stageTitle(progress.stage)}
          {estimateSeconds !== undefined && ` · about ${roughSeconds(estimateSeconds)}`}
        </span>
      </span>
      <progress
        className={styles['progress']}
        aria-label={verb}
        max={1}
        {...(share !== undefined && { value: share })}
      />
      <Button icon={X} label="Cancel" onClick={cancel} title="Cancel (Esc)" />
    </div>
  );
}
