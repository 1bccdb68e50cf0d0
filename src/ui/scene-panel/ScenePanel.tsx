import { Layers } from './Layers.tsx';
import { Legend } from './Legend.tsx';
import { SceneCard } from './SceneCard.tsx';
import styles from './ScenePanel.module.css';

export function ScenePanel() {
  return (
    <aside className={styles['panel']} aria-label="Scene">
      <SceneCard />
      <Layers />
      <Legend />
    </aside>
  );
}
