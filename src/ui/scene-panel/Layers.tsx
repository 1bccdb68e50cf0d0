import { useShallow } from 'zustand/react/shallow';
import { availableColorModes, type ColorMode, effectiveColorMode, type PointSizeMode } from '../../state/index.ts';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { Slider } from '../controls/Slider.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './Layers.module.css';

const COLOR_MODE_NAMES: Record<ColorMode, string> = {
  class: 'Class',
  instance: 'Instance',
  rgb: 'RGB',
  intensity: 'Intensity',
  height: 'Height',
  truth: 'Ground truth class',
  error: 'Error against truth',
};

const POINT_SIZE_MODES: readonly { value: PointSizeMode; text: string }[] = [
  { value: 'adaptive', text: 'Adaptive' },
  { value: 'attenuated', text: 'By distance' },
  { value: 'fixed', text: 'Fixed' },
];

/** How points are coloured and drawn, and which boxes lie over them. */
export function Layers() {
  const modes = useApp(useShallow(availableColorModes));
  const mode = useApp(effectiveColorMode);
  const view = useApp((state) => state.view);
  const boxes = useApp((state) => state.result?.boxes ?? 0);
  const truthBoxes = useApp((state) => state.scene?.truthBoxes ?? 0);
  const setColorMode = useApp((state) => state.setColorMode);
  const setShowBoxes = useApp((state) => state.setShowBoxes);
  const setMinBoxScore = useApp((state) => state.setMinBoxScore);
  const setShowTruthBoxes = useApp((state) => state.setShowTruthBoxes);
  const setPointSize = useApp((state) => state.setPointSize);
  const setEyeDome = useApp((state) => state.setEyeDome);
  return (
    <Section title="Display">
      <div className={styles['rows']}>
        <Select
          label="Colour by"
          value={mode}
          disabled={modes.length === 0}
          options={modes.map((value) => ({ value, text: COLOR_MODE_NAMES[value] }))}
          onChange={setColorMode}
        />
        <div>
          <Toggle
            label="Boxes"
            checked={view.showBoxes && boxes > 0}
            disabled={boxes === 0}
            detail={count(boxes)}
            onChange={setShowBoxes}
          />
          <Toggle
            label="Truth boxes"
            checked={view.showTruthBoxes && truthBoxes > 0}
            disabled={truthBoxes === 0}
            detail={count(truthBoxes)}
            onChange={setShowTruthBoxes}
          />
        </div>
        <Slider
          label="Surer than"
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
