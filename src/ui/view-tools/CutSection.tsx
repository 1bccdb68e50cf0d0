import { Box, Move3d, Trash2 } from 'lucide-react';
import type { Axis } from '../../overlays/index.ts';
import { CLIP_TOOL, INSPECT_TOOL } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { useApp } from '../store-context.ts';
import { Choice } from './Choice.tsx';
import styles from './ViewPanel.module.css';

const AXES: readonly { value: Axis | 'off'; text: string }[] = [
  { value: 'off', text: 'Off' },
  { value: 'x', text: 'x' },
  { value: 'y', text: 'y' },
  { value: 'z', text: 'z' },
];

/** Clip box and slice: what of the scene is drawn, and can be picked. */
export function CutSection() {
  return (
    <Section title="Cut">
      <div className={styles['rows']}>
        <ClipBoxRows />
        <SliceRows />
      </div>
    </Section>
  );
}

function ClipBoxRows() {
  const clip = useApp((state) => state.viewTools.clip);
  const tool = useApp((state) => state.tool);
  const hasSelection = useApp((state) => state.selectedPoint !== undefined);
  const clipTo = useApp((state) => state.clipTo);
  const setClip = useApp((state) => state.setClip);
  const setTool = useApp((state) => state.setTool);
  const isEdited = tool === CLIP_TOOL;
  const begin = (what: 'scene' | 'selection'): void => {
    clipTo(what);
    setTool(CLIP_TOOL);
  };
  return (
    <>
      <div className={styles['buttons']}>
        <Button icon={Box} label="Whole scene" title="A clip box about the scene" onClick={() => begin('scene')} />
        <Button
          icon={Box}
          label="Selection"
          title="A clip box about the object of the selected point"
          disabled={!hasSelection}
          onClick={() => begin('selection')}
        />
      </div>
      {clip && (
        <>
          <div className={styles['item']}>
            <span className={styles['kind']}>Clip box</span>
            <span className={styles['value']} data-testid="clip-size">
              {clip.size.map((side) => side.toFixed(2)).join(' × ')} m
            </span>
            <Button
              icon={Move3d}
              iconOnly
              label="Drag the box's faces"
              pressed={isEdited}
              onClick={() => setTool(isEdited ? INSPECT_TOOL : CLIP_TOOL)}
            />
            <Button icon={Trash2} iconOnly label="Remove the clip box" onClick={() => setClip(undefined)} />
          </div>
          <Toggle
            label="Show what is outside instead"
            checked={clip.keeps === 'outside'}
            onChange={(outside) => setClip({ ...clip, keeps: outside ? 'outside' : 'inside' })}
          />
        </>
      )}
    </>
  );
}

function SliceRows() {
  const slice = useApp((state) => state.viewTools.slice);
  const extent = useApp((state) => state.viewTools.extent);
  const sliceAcross = useApp((state) => state.sliceAcross);
  const setSlice = useApp((state) => state.setSlice);
  const axis = slice ? ['x', 'y', 'z'].indexOf(slice.axis) : 0;
  const [low, high] = [extent?.min[axis] ?? 0, extent?.max[axis] ?? 1];
  const step = Math.max(0.01, Math.round((high - low) / 4) / 100);
  return (
    <>
      <Choice
        label="Slice across"
        value={slice?.axis ?? 'off'}
        options={AXES}
        onChange={(next) => (next === 'off' ? setSlice(undefined) : sliceAcross(next))}
      />
      {slice && (
        <>
          <Slider
            label="Slice at, m"
            value={slice.middleM}
            min={low}
            max={high}
            step={step}
            text={slice.middleM.toFixed(2)}
            onChange={(middleM) => setSlice({ ...slice, middleM })}
          />
          <Slider
            label="Thickness, m"
            value={slice.thicknessM}
            min={step}
            max={high - low}
            step={step}
            text={slice.thicknessM.toFixed(2)}
            onChange={(thicknessM) => setSlice({ ...slice, thicknessM })}
          />
        </>
      )}
    </>
  );
}
