import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import styles from './EmptyState.module.css';

/** The viewport before anything is open. */
export function EmptyState() {
  const isEmpty = useApp((state) => state.revision === 0 && state.activity === undefined);
  const openSample = useApp((state) => state.openSample);
  if (!isEmpty) return null;
  return (
    <div className={styles['empty']}>
      <h2>Drop a point cloud here</h2>
      <p>PLY, PCD, NPY, KITTI or nuScenes .bin, text, a ScanNet scene, a Waymo frame. Nothing is uploaded.</p>
      <div>
        <Button label="Sample street" onClick={() => void openSample('street')} />
        <Button label="Sample room" onClick={() => void openSample('room')} />
      </div>
    </div>
  );
}
