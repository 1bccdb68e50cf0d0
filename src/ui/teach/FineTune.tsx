import { Pause, Play, Sparkles, Square, X } from 'lucide-react';
import { LEAST_TO_TUNE, lackToTune, saidClasses, TUNING_STEPS, type TuningSlice } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { duration, plural, roughSeconds } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './FineTune.module.css';
import { LossPlot } from './LossPlot.tsx';
import { TunedNetwork } from './TunedNetwork.tsx';
import { TuningScores } from './TuningScores.tsx';

/** All of the network tuned to what was said, in the background. */
export function FineTune() {
  const tuning = useApp((state) => state.tuning);
  const isIdle = tuning.status === 'off';
  return (
    <Section title="Fine-tune">
      <div className={parts['rows']}>
        <p className={parts['text']}>
          Tunes every layer of the network to what you said, in the background. A fifth of it is held back, to measure
          what that is worth.
        </p>
        {isIdle && <Start isAgain={false} />}
        {!isIdle && tuning.status !== 'done' && <Controls tuning={tuning} />}
        {!isIdle && tuning.status !== 'preparing' && (
          <>
            <LossPlot
              curve={tuning.curve}
              steps={tuning.status === 'done' ? tuning.taken : tuning.steps}
              heldOutBefore={tuning.refit?.heldOut}
            />
            <TuningScores tuning={tuning} />
          </>
        )}
        {tuning.status === 'done' && (
          <>
            <TunedNetwork />
            <Start isAgain />
          </>
        )}
      </div>
    </Section>
  );
}

function Start({ isAgain }: { readonly isAgain: boolean }) {
  const lack = useApp((state) => lackToTune(saidClasses(state)));
  const said = useApp((state) => saidClasses(state).length);
  const steps = useApp((state) => state.tuning.steps);
  const setTuningSteps = useApp((state) => state.setTuningSteps);
  const startTuning = useApp((state) => state.startTuning);
  const { least, most, by } = TUNING_STEPS;
  return (
    <>
      <Slider
        label="Steps"
        value={steps}
        min={least}
        max={most}
        step={by}
        text={`${steps}`}
        onChange={setTuningSteps}
      />
      <div className={parts['buttons']}>
        <Button
          icon={Sparkles}
          label={isAgain ? 'Fine-tune again' : 'Fine-tune'}
          disabled={lack !== undefined}
          onClick={() => void startTuning()}
        />
      </div>
      {lack === 'examples' && (
        <p className={parts['note']}>
          {`It takes at least ${LEAST_TO_TUNE} clicks or corrected objects: ${LEAST_TO_TUNE - said} more.`}
        </p>
      )}
      {lack === 'repeats' && <p className={parts['note']}>Click one class twice: one of them is held back.</p>}
    </>
  );
}

function Controls({ tuning }: { readonly tuning: TuningSlice }) {
  const pauseTuning = useApp((state) => state.pauseTuning);
  const resumeTuning = useApp((state) => state.resumeTuning);
  const stopTuning = useApp((state) => state.stopTuning);
  const discardTuned = useApp((state) => state.discardTuned);
  const { status, taken, steps } = tuning;
  const isPaused = status === 'paused' || status === 'pausing';
  const isBusy = status === 'preparing' || status === 'stopping';
  return (
    <>
      <div className={styles['line']}>
        <progress
          className={styles['progress']}
          aria-label="Fine-tuning"
          max={steps}
          {...(status !== 'preparing' && { value: taken })}
        />
        <span className={styles['count']}>
          {taken}/{steps}
        </span>
      </div>
      <p className={parts['note']} role="status">
        {words(tuning)}
      </p>
      <div className={parts['buttons']}>
        {isPaused ? (
          <Button icon={Play} label="Go on" onClick={resumeTuning} />
        ) : (
          <Button icon={Pause} label="Pause" disabled={isBusy} onClick={pauseTuning} />
        )}
        <Button icon={Square} label="Stop" disabled={isBusy || taken === 0} onClick={stopTuning} />
        <Button icon={X} label="Discard" onClick={discardTuned} />
      </div>
    </>
  );
}

function words({ status, taken, steps, msPerStep, taught = 0, heldOut = 0, place }: TuningSlice): string {
  if (status === 'preparing') return 'Getting the network ready…';
  if (status === 'stopping') return 'Asking the tuned network about the whole scene…';
  if (status === 'pausing') return 'Pauses after this step.';
  const where = place === 'graphics' ? 'on the graphics device' : 'on one processor core';
  if (msPerStep === undefined) return `Learns from ${plural(taught, 'example')} ${where}, ${heldOut} held back.`;
  const pace = `${duration(msPerStep)} a step ${where}`;
  if (status === 'paused') return `Paused. ${pace}.`;
  return `${pace}, about ${roughSeconds(((steps - taken) * msPerStep) / 1000)} left.`;
}
