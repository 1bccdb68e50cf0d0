import { useShallow } from 'zustand/react/shallow';
import { availableColorModes, COLOR_MODE_NAMES, effectiveColorMode, type PointSizeMode } from '../../state/index.ts';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { Slider } from '../controls/Slider.tsx';
import { capitalized } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './Display.module.css';

const POINT_SIZE_MODES: readonly { value: PointSizeMode; text: string }[] = [
  { value: 'adaptive', text: 'Adaptive' },
  { value: 'attenuated', text: 'By distance' },
  { value: 'fixed', text: 'Fixed' },
];

/** How points and boxes are drawn. */
export function Display() {
  const modes = useApp(useShallow(availableColorModes));
  const mode = useApp(effectiveColorMode);
  const view = useApp((state) => state.view);
  const setColorMode = useApp((state) => state.setColorMode);
  const setMinBoxScore = useApp((state) => state.setMinBoxScore);
  const setPointSize = useApp((state) => state.setPointSize);
  const setEyeDome = useApp((state) => state.setEyeDome);
  return (
    <Section title="Display" folds="display">
      <div className={styles['rows']}>
        <Select
          label="Colour by"
          value={mode}
          disabled={modes.length === 0}
          options={modes.map((value) => ({ value, text: capitalized(COLOR_MODE_NAMES[value]) }))}
          onChange={setColorMode}
        />
        <Slider
          label="Boxes over"
          value={view.minBoxScore}
          min={0.1}
          max={0.9}
          step={0.05}
          text={`${Math.round(view.minBoxScore * 100)} %`}
          onChange={setMinBoxScore}
        />
        <Select
          label="Point size"
          value={view.pointSizeMode}
          options={POINT_SIZE_MODES}
          onChange={(pointSizeMode) => setPointSize(pointSizeMode, view.pointSize)}
        />
        <Slider
          label="Size"
          value={view.pointSize}
          min={0.5}
          max={8}
          step={0.25}
          text={view.pointSizeMode === 'fixed' ? `${view.pointSize} px` : `${view.pointSize}×`}
          onChange={(size) => setPointSize(view.pointSizeMode, size)}
        />
        <Slider
          label="Eye-dome"
          value={view.eyeDome}
          min={0}
          max={1}
          step={0.05}
          text={view.eyeDome === 0 ? 'off' : `${Math.round(view.eyeDome * 100)} %`}
          onChange={setEyeDome}
        />
      </div>
    </Section>
  );
}
