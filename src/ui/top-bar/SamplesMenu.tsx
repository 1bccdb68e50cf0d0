import { ChevronDown } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import styles from './SamplesMenu.module.css';

const SAMPLES = [
  { id: 'street', title: 'Street', detail: 'a city block seen by a spinning LiDAR' },
  { id: 'room', title: 'Room', detail: 'furnished rooms seen by a depth camera' },
] as const;

export function SamplesMenu() {
  const openSample = useApp((state) => state.openSample);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  return (
    <div className={styles['menu']}>
      <Button icon={ChevronDown} label="Samples" popoverTarget={id} aria-haspopup="true" />
      <div ref={list} id={id} popover="auto" className={styles['list']}>
        {SAMPLES.map((sample) => (
          <button
            key={sample.id}
            type="button"
            className={styles['item']}
            onClick={() => {
              list.current?.hidePopover();
              void openSample(sample.id);
            }}
          >
            <span>{sample.title}</span>
            <span className={styles['detail']}>{sample.detail}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
