import { Camera, Video, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { useApp } from '../store-context.ts';
import { useView } from '../view-controls.ts';
import { Choice } from './Choice.tsx';
import styles from './ViewPanel.module.css';

const SCALES = [
  { value: '1', text: '1×' },
  { value: '2', text: '2×' },
  { value: '4', text: '4×' },
] as const;

const SECONDS = [
  { value: '4', text: '4 s' },
  { value: '8', text: '8 s' },
  { value: '16', text: '16 s' },
] as const;

/** Pictures and turntable videos for the browser's downloads. */
export function PictureSection() {
  const view = useView();
  const [scale, setScale] = useState<'1' | '2' | '4'>('2');
  const [seconds, setSeconds] = useState<'4' | '8' | '16'>('8');
  const [hasLegend, setLegend] = useState(true);
  const [isSaving, setSaving] = useState(false);
  const recording = useApp((state) => state.viewTools.recording);
  const save = async (): Promise<void> => {
    setSaving(true);
    await view.tools.savePicture({ scale: Number(scale), hasLegend });
    setSaving(false);
  };
  return (
    <Section title="Picture">
      <div className={styles['rows']}>
        <Toggle label="With legend" checked={hasLegend} onChange={setLegend} />
        <Choice label="Size" value={scale} options={SCALES} onChange={setScale} />
        <div className={styles['buttons']}>
          <Button
            icon={Camera}
            label={isSaving ? 'Saving…' : 'Save PNG'}
            disabled={isSaving}
            onClick={() => void save()}
          />
        </div>
        {view.tools.recordingFormat === undefined ? (
          <p className={styles['note']}>
            This browser cannot record video. Chrome, Edge, Firefox and Safari 14.1 or newer can.
          </p>
        ) : (
          <>
            <Choice label="One turn in" value={seconds} options={SECONDS} onChange={setSeconds} />
            {recording === undefined ? (
              <div className={styles['buttons']}>
                <Button
                  icon={Video}
                  label={`Record turntable (${view.tools.recordingFormat})`}
                  onClick={() => void view.tools.recordTurntable(Number(seconds), hasLegend)}
                />
              </div>
            ) : (
              <div className={styles['progress']}>
                <progress value={recording} aria-label="Recording" />
                <span className={styles['value']}>{Math.round(100 * recording)} %</span>
                <Button icon={X} iconOnly label="Stop recording" onClick={view.tools.stopRecording} />
              </div>
            )}
          </>
        )}
      </div>
    </Section>
  );
}
