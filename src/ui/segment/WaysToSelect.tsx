import { Brush, Lasso, type LucideIcon, MousePointerClick, SquareDashed } from 'lucide-react';
import { SEGMENT_MODES, type SegmentMode } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { useApp } from '../store-context.ts';
import styles from './SegmentPanel.module.css';
import { MODE_TITLES } from './segment-commands.ts';

const ICONS: Readonly<Record<SegmentMode, LucideIcon>> = {
  click: MousePointerClick,
  brush: Brush,
  lasso: Lasso,
  box: SquareDashed,
};

export function WaysToSelect() {
  const { mode, isThrough, brushPx } = useApp((state) => state.segment);
  const setMode = useApp((state) => state.setSegmentMode);
  const setThrough = useApp((state) => state.setSegmentThrough);
  const setBrush = useApp((state) => state.setBrush);
  const { keyHint } = useCommands();
  return (
    <Section title="Select by">
      <div className={styles['row']} role="toolbar" aria-label="Select by">
        {SEGMENT_MODES.map((one) => (
          <Button
            key={one}
            icon={ICONS[one]}
            iconOnly
            label={`${MODE_TITLES[one]}${keyHint(`segment.${one}`)}`}
            pressed={one === mode}
            onClick={() => setMode(one)}
          />
        ))}
      </div>
      {mode === 'click' ? (
        <p className={styles['soft']}>Click adds, right-click or Ctrl-click takes away. Drag turns as ever.</p>
      ) : (
        <>
          <p className={styles['soft']}>Drag adds, right-drag or Ctrl-drag takes away. Shift-drag turns the view.</p>
          <Toggle label="Through: what lies behind, too" checked={isThrough} onChange={setThrough} />
        </>
      )}
      {mode === 'brush' && (
        <Slider label="Brush" min={4} max={120} step={1} value={brushPx} text={`${brushPx} px`} onChange={setBrush} />
      )}
    </Section>
  );
}
