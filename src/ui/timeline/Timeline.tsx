import { BrainCircuit, Pause, Play, Repeat, SkipBack, SkipForward, StepBack, StepForward } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { Select } from '../controls/Select.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './Timeline.module.css';

const SPEEDS = [1, 2, 5, 10, 20] as const;

/** Frames of a sequence: play, step, scrub. */
export function Timeline() {
  const frame = useApp((state) => state.scene?.frame ?? 0);
  const frameCount = useApp((state) => state.scene?.frameCount ?? 1);
  const playback = useApp((state) => state.playback);
  const setPlayback = useApp((state) => state.setPlayback);
  const { run, keyHint } = useCommands();
  const isLast = frame === frameCount - 1;
  return (
    <div className={styles['timeline']}>
      <div className={styles['buttons']}>
        <Button
          icon={SkipBack}
          iconOnly
          label={`First frame${keyHint('sequence.first')}`}
          disabled={frame === 0}
          onClick={() => run('sequence.first')}
        />
        <Button
          icon={StepBack}
          iconOnly
          label={`Previous frame${keyHint('sequence.previous')}`}
          disabled={frame === 0}
          onClick={() => run('sequence.previous')}
        />
        <Button
          icon={playback.isPlaying ? Pause : Play}
          iconOnly
          label={`${playback.isPlaying ? 'Pause' : 'Play'}${keyHint('sequence.play')}`}
          data-testid="play"
          onClick={() => run('sequence.play')}
        />
        <Button
          icon={StepForward}
          iconOnly
          label={`Next frame${keyHint('sequence.next')}`}
          disabled={isLast}
          onClick={() => run('sequence.next')}
        />
        <Button
          icon={SkipForward}
          iconOnly
          label={`Last frame${keyHint('sequence.last')}`}
          disabled={isLast}
          onClick={() => run('sequence.last')}
        />
      </div>
      <Scrubber frame={frame} frameCount={frameCount} />
      <output className={styles['frame']} data-testid="frame">
        {count(frame + 1)} / {count(frameCount)}
      </output>
      <div className={styles['settings']}>
        <Select
          label="Speed"
          hideLabel
          value={String(playback.framesPerSecond)}
          options={SPEEDS.map((speed) => ({ value: String(speed), text: `${speed} per s` }))}
          onChange={(speed) => setPlayback({ framesPerSecond: Number(speed) })}
        />
        <Button
          icon={Repeat}
          iconOnly
          label="Begin again at the end"
          pressed={playback.doesLoop}
          onClick={() => setPlayback({ doesLoop: !playback.doesLoop })}
        />
        <Button
          icon={BrainCircuit}
          iconOnly
          label="Understand each frame while playing"
          pressed={playback.doesUnderstand}
          onClick={() => setPlayback({ doesUnderstand: !playback.doesUnderstand })}
        />
      </div>
    </div>
  );
}

function Scrubber({ frame, frameCount }: { readonly frame: number; readonly frameCount: number }) {
  const scrub = useApp((state) => state.scrub);
  const endScrub = useApp((state) => state.endScrub);
  // While it is held the handle stays under the finger, ahead of the frame on screen.
  const [held, setHeld] = useState<number>();
  const end = (): void => {
    if (held === undefined) return;
    setHeld(undefined);
    endScrub();
  };
  return (
    <input
      type="range"
      className={styles['range']}
      min={1}
      max={frameCount}
      value={(held ?? frame) + 1}
      aria-label="Frame"
      aria-valuetext={`${(held ?? frame) + 1} of ${frameCount}`}
      onChange={(event) => {
        const next = Number(event.target.value) - 1;
        setHeld(next);
        scrub(next);
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyUp={end}
      onBlur={end}
    />
  );
}
