import { Trash2 } from 'lucide-react';
import { useEffect } from 'react';
import { type Around, MOST_AROUND } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { plural } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './Reading.module.css';

const MEBIBYTE = 2 ** 20;

/** Other frames of a sequence around the one on screen, and what is kept of decoded frames. */
export function SequenceCard() {
  const isSequence = useApp((state) => (state.scene?.frameCount ?? 0) > 1);
  return isSequence ? <Sequence /> : null;
}

function Sequence() {
  const around = useApp((state) => state.around);
  const frame = useApp((state) => state.scene?.frame);
  const setAround = useApp((state) => state.setAround);
  const kept = useApp((state) => state.keptFrameBytes);
  const countKept = useApp((state) => state.countKeptFrames);
  const clearKept = useApp((state) => state.clearKeptFrames);
  // Each frame that is shown may have been kept.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame is why it is counted again
  useEffect(() => void countKept(), [countKept, frame]);
  return (
    <Section title="Sequence" folds="sequence">
      <div className={styles['rows']} data-testid="sequence">
        <Slider
          label="Frames before"
          value={around.past}
          min={0}
          max={MOST_AROUND}
          step={1}
          text={around.past === 0 ? 'none' : String(around.past)}
          onChange={(past) => setAround({ past })}
        />
        <Slider
          label="Frames after"
          value={around.future}
          min={0}
          max={MOST_AROUND}
          step={1}
          text={around.future === 0 ? 'none' : String(around.future)}
          onChange={(future) => setAround({ future })}
        />
        <p className={styles['reason']} aria-live="polite">
          {aroundText(around)}
        </p>
        {kept !== undefined && kept > 0 && (
          <div className={styles['again']}>
            <span className={styles['reason']}>
              {Math.max(1, Math.round(kept / MEBIBYTE))} MB of decoded frames are kept in this browser
            </span>
            <Button icon={Trash2} iconOnly label="Remove the kept frames" onClick={() => void clearKept()} />
          </div>
        )}
      </div>
    </Section>
  );
}

function aroundText({ past, future, shown, hasNoPoses }: Around): string {
  if (past + future === 0) return 'Draws other frames where they are in the world: cool before, warm after.';
  if (hasNoPoses) return 'These frames do not say where they are in the world.';
  return shown ? `${plural(shown.points, 'point')} around this frame` : 'Reading the frames around this one…';
}
