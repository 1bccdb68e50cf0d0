import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useIntake } from '../intake.ts';
import styles from './DropOverlay.module.css';

/** Takes drops anywhere on the page, and says so while something is dragged over it. */
export function DropOverlay() {
  const intake = useIntake();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave fire for every element crossed: only the balance says whether the drag is still over the page.
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    };
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      intake.drop(event.dataTransfer);
    };
    const listeners = { dragenter: enter, dragover: over, dragleave: leave, drop };
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        window.removeEventListener(type, listener as EventListener);
      }
    };
  }, [intake]);
  if (!isOver) return null;
  return (
    <div className={styles['overlay']} data-testid="drop-overlay">
      <div className={styles['card']}>
        <Upload size={28} aria-hidden />
        <strong>Drop a point cloud, a folder of one scene, or a model</strong>
        <span>It stays on this computer.</span>
      </div>
    </div>
  );
}
