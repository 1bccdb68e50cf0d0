import { Boxes, FileUp, FolderOpen, LoaderCircle, MonitorCog } from 'lucide-react';
import { ACTIVITY_VERBS, shownPreview } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import { useMedia } from '../use-media.ts';
import styles from './EmptyState.module.css';

/** The viewport before anything is on screen: what to do, or what is on its way. */
export function EmptyState() {
  const isEmpty = useApp((state) => state.revision === 0 && shownPreview(state) === undefined);
  const activity = useApp((state) => state.activity);
  const isStarting = useApp((state) => state.device === 'starting');
  if (isStarting) {
    return (
      <div className={styles['empty']} data-testid="starting" role="status">
        {/* Nothing turns: where graphics are software, each frame of it would hold up what it waits for. */}
        <MonitorCog size={30} strokeWidth={1.4} aria-hidden />
        <h2>Starting this computer’s graphics…</h2>
        <p>Files can be opened meanwhile.</p>
      </div>
    );
  }
  if (!isEmpty) return null;
  if (activity) {
    return (
      <div className={styles['empty']} data-testid="loading">
        <LoaderCircle className={styles['turning']} size={30} aria-hidden />
        <h2>
          {ACTIVITY_VERBS[activity.what]} {activity.subject}
        </h2>
      </div>
    );
  }
  return <Invitation />;
}

function Invitation() {
  const openSample = useApp((state) => state.openSample);
  const { run, keyHint } = useCommands();
  const isTouch = useMedia('(pointer: coarse)');
  return (
    <div className={styles['empty']} data-testid="empty">
      <Boxes size={40} strokeWidth={1.3} aria-hidden />
      <h2>{isTouch ? 'Open a point cloud' : 'Drop a point cloud here'}</h2>
      <p>PLY, PCD, NPY, KITTI or nuScenes .bin, text, a ScanNet scene, a Waymo frame. Nothing is uploaded.</p>
      <div className={styles['actions']}>
        <Button icon={FileUp} label={`Open files${keyHint('file.open')}`} onClick={() => run('file.open')} />
        <Button icon={FolderOpen} label="Open a folder" onClick={() => run('file.openFolder')} />
      </div>
      <p>Or look around first:</p>
      <div className={styles['actions']}>
        <Button label="Sample street" onClick={() => void openSample('street')} />
        <Button label="Sample room" onClick={() => void openSample('room')} />
      </div>
    </div>
  );
}
