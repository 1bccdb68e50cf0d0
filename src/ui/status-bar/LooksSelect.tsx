import { LOOK_COUNTS, times } from '../../state/index.ts';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import styles from './StatusBar.module.css';

/** How many times the network looks at a scene: where the time that is shown here can be spent, or saved. */
export function LooksSelect() {
  const looks = useApp((state) => state.model.looks);
  const taken = useApp((state) => state.result?.provenance.looks ?? 1);
  const setLooks = useApp((state) => state.setLooks);
  return (
    <div className={styles['looks']}>
      <Select
        label="Looks"
        value={String(looks)}
        options={[
          { value: 'auto', text: looks === 'auto' ? `automatic: ${times(taken)}` : 'automatic' },
          ...LOOK_COUNTS.map((count) => ({ value: String(count), text: times(count) })),
        ]}
        onChange={(value) => void setLooks(value === 'auto' ? value : Number(value))}
      />
      <p>Each look turns the cloud and its voxels; the answers are averaged. More take longer and err less.</p>
    </div>
  );
}
