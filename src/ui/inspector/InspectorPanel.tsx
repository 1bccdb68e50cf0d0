import { useApp } from '../store-context.ts';
import styles from './InspectorPanel.module.css';
import { PointInspector } from './PointInspector.tsx';
import { Summary } from './Summary.tsx';

export function InspectorPanel() {
  const selectedPoint = useApp((state) => state.selectedPoint);
  return (
    <aside className={styles['panel']} aria-label="Inspector">
      {selectedPoint === undefined ? <Summary /> : <PointInspector point={selectedPoint} />}
    </aside>
  );
}
