import { SEGMENT_TOOL } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import { ObjectActions } from './ObjectActions.tsx';
import { ObjectList } from './ObjectList.tsx';
import { Recorder } from './Recorder.tsx';
import styles from './SegmentPanel.module.css';
import { WaysToSelect } from './WaysToSelect.tsx';

/** Making objects by clicks, brush, lasso and box, and naming them. */
export function SegmentPanel() {
  const hasScene = useApp((state) => state.scene !== undefined);
  const isAtHand = useApp((state) => state.tool === SEGMENT_TOOL);
  const setTool = useApp((state) => state.setTool);
  if (!hasScene) return <p className={styles['soft']}>Open a cloud to segment it.</p>;
  return (
    <div className={styles['panel']}>
      <Kept />
      {isAtHand ? (
        <>
          <Status />
          <WaysToSelect />
          <ObjectActions />
        </>
      ) : (
        <Section title="Segment by clicks">
          <div className={parts['rows']}>
            <p className={styles['soft']}>
              Point at an object to see it lit up. Click to take it, right-click what should not be part of it. It works
              on any cloud, and better where the network has looked first.
            </p>
            <Button label="Begin" tone="primary" onClick={() => setTool(SEGMENT_TOOL)} />
          </div>
        </Section>
      )}
      <ObjectList />
      <Recorder />
    </div>
  );
}

/** What is being made ready, or what lies under the cursor. */
function Status() {
  const status = useApp((state) => state.segment.status);
  const progress = useApp((state) => state.segment.progress);
  const hoverPoints = useApp((state) => state.segment.hoverPoints);
  const isWorking = useApp((state) => state.segment.isWorking);
  const isBusy = useApp((state) => state.activity !== undefined);
  if (status === 'off' || status === 'preparing') {
    return (
      <div className={styles['status']} role="status" data-testid="segment-status">
        <span>
          {isBusy && status === 'off'
            ? 'Waiting for the network…'
            : `Making the scene ready: ${progress?.stage ?? 'begins'}…`}
        </span>
        <progress value={progress?.done ?? 0} max={progress?.total ?? 1} />
      </div>
    );
  }
  if (status === 'failed') {
    return (
      <p className={styles['warn']} role="status" data-testid="segment-status">
        The scene could not be made ready for clicks. Brush, lasso and box need it, too: open the file again.
      </p>
    );
  }
  const text = isWorking
    ? 'Finding the object…'
    : hoverPoints
      ? `${count(hoverPoints)} points under the cursor`
      : 'Ready';
  return (
    <p className={styles['status']} role="status" data-testid="segment-status">
      {text}
    </p>
  );
}

/** Corrections of an earlier visit. */
function Kept() {
  const kept = useApp((state) => state.segment.kept);
  const restore = useApp((state) => state.restoreSegments);
  const discard = useApp((state) => state.discardKeptSegments);
  if (!kept) return null;
  return (
    <Section title="From an earlier visit">
      <p className={styles['soft']} data-testid="segment-kept">
        {count(kept.objects)} {kept.objects === 1 ? 'object' : 'objects'} with {count(kept.points)} points of this
        cloud, from {new Date(kept.savedAtMs).toLocaleString()}.
      </p>
      <div className={styles['row']}>
        <Button label="Bring back" tone="primary" onClick={restore} />
        <Button label="Discard" onClick={discard} />
      </div>
    </Section>
  );
}
