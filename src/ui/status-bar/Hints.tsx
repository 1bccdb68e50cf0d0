import { useTakerOf } from '../commands/command-context.ts';
import { shownKey } from '../commands/keys.ts';
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

/** Panels share it: the hint says which one has it now. */
const NEXT_KEY = 'n';

/** What mouse and finger do while the tool at hand is at hand. */
export function Hints() {
  const tool = useApp((state) => state.tool);
  const isTouch = useMedia('(pointer: coarse)');
  const next = useTakerOf(NEXT_KEY);
  const found = TOOLS.find(({ id }) => id === tool);
  if (!found) return null;
  return (
    <span className={styles['hints']} data-testid="hints">
      {found.hints.map(([gesture, meaning]) => (
        <span key={gesture}>
          <b>{(isTouch && FINGERS[gesture]) || gesture}</b> {meaning}
        </span>
      ))}
      {next?.panel !== undefined && !isTouch && (
        <span>
          <b>{shownKey(NEXT_KEY)}</b> {next.title.toLowerCase()}
        </span>
      )}
    </span>
  );
}
