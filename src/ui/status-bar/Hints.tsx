import { useApp } from '../store-context.ts';
import { TOOLS } from '../tools/tools.ts';
import { useMedia } from '../use-media.ts';
import styles from './Hints.module.css';

/** The same gestures made with fingers. */
const FINGERS: Readonly<Record<string, string>> = {
  Click: 'Tap',
  'Right-drag': 'Two fingers',
  Wheel: 'Pinch',
  'Double-click': 'Double-tap',
};

/** What mouse and finger do while the tool at hand is at hand. */
export function Hints() {
  const tool = useApp((state) => state.tool);
  const isTouch = useMedia('(pointer: coarse)');
  const found = TOOLS.find(({ id }) => id === tool);
  if (!found) return null;
  return (
    <span className={styles['hints']} data-testid="hints">
      {found.hints.map(([gesture, meaning]) => (
        <span key={gesture}>
          <b>{(isTouch && FINGERS[gesture]) || gesture}</b> {meaning}
        </span>
      ))}
    </span>
  );
}
