import { X } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../controls/Button.tsx';
import { KEY_ACTIONS } from '../keys.ts';
import { useApp } from '../store-context.ts';
import styles from './HelpDialog.module.css';
import { SelfCheckReport } from './SelfCheckReport.tsx';

const MOUSE = [
  ['Drag', 'turn'],
  ['Right-drag, Shift-drag', 'move'],
  ['Wheel, pinch', 'zoom'],
  ['Click', 'inspect a point'],
] as const;

export function HelpDialog({ dialogRef }: { dialogRef: RefObject<HTMLDialogElement | null> }) {
  const backend = useApp((state) => state.compute.backend);
  return (
    <dialog ref={dialogRef} className={styles['dialog']} aria-labelledby="help-title" closedby="any">
      <header className={styles['header']}>
        <h2 id="help-title">Keys and mouse</h2>
        <Button icon={X} iconOnly label="Close" onClick={() => dialogRef.current?.close()} />
      </header>
      <div>
        <dl className={styles['keys']}>
          {KEY_ACTIONS.map(({ shown, does }) => (
            <div key={shown}>
              <dt>
                <kbd>{shown}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <dl className={styles['mouse']}>
          {MOUSE.map(([gesture, does]) => (
            <div key={gesture}>
              <dt className={styles['gesture']}>{gesture}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
      {backend === 'webgpu' && <SelfCheckReport />}
      <p className={styles['note']}>
        Drop a file or a folder anywhere. Everything is computed in this tab; nothing is uploaded, and after the first
        visit it works without a network.
      </p>
    </dialog>
  );
}
