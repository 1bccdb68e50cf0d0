import { useEffect, useRef } from 'react';
import styles from './App.module.css';
import { useView } from './view-controls.ts';

/** The picture's place. React owns the div, the viewer owns what is in it. */
export function Viewport() {
  const host = useRef<HTMLDivElement>(null);
  const view = useView();
  useEffect(() => (host.current ? view.mount(host.current) : undefined), [view]);
  return (
    <div
      ref={host}
      className={styles['canvas']}
      data-testid="viewport"
      role="img"
      aria-label="3D view of the point cloud"
    />
  );
}
