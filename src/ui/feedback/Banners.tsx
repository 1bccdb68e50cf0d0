import { Cpu, Info, MonitorCheck, MonitorX, RefreshCw, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { errorText } from '../error-text.ts';
import { roughSeconds } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './Banners.module.css';

interface Props {
  /** Set when a newer version waits: takes it. */
  readonly onUpdate?: (() => void) | undefined;
}

/** Errors, the CPU notice and the update notice: sentences with a next step, over the top of the viewport. */
export function Banners({ onUpdate }: Props) {
  return (
    <div className={styles['stack']}>
      <ProblemBanner />
      <NoticeBanner />
      <DeviceBanner />
      <CpuBanner />
      {onUpdate && (
        <div className={styles['banner']} role="status">
          <RefreshCw size={16} aria-hidden />
          <p>A new version of Voxelens is ready.</p>
          <Button label="Reload" onClick={onUpdate} />
        </div>
      )}
    </div>
  );
}

function ProblemBanner() {
  const problem = useApp((state) => state.problem);
  const dismissProblem = useApp((state) => state.dismissProblem);
  const { run } = useCommands();
  if (!problem) return null;
  const { sentence, nextStep, remedy } = errorText(problem.record, problem.subject);
  return (
    <div className={styles['banner']} data-tone="danger" role="alert" data-code={problem.record.code}>
      <TriangleAlert size={16} aria-hidden />
      <div>
        <p>
          <strong>{sentence}</strong> {nextStep}
        </p>
        <details>
          <summary>Details</summary>
          <pre>
            {problem.record.code}: {problem.record.message}
          </pre>
        </details>
      </div>
      {remedy === 'reload' ? (
        <Button label="Reload" onClick={() => location.reload()} />
      ) : (
        <Button label="Open other files" onClick={() => run('file.open')} />
      )}
      <Button icon={X} iconOnly label="Dismiss" onClick={dismissProblem} />
    </div>
  );
}

function NoticeBanner() {
  const notice = useApp((state) => state.notice);
  const dismissNotice = useApp((state) => state.dismissNotice);
  if (notice === undefined) return null;
  return (
    <div className={styles['banner']} role="status" data-testid="notice">
      <Info size={16} aria-hidden />
      <p>{notice}</p>
      <Button icon={X} iconOnly label="Dismiss" onClick={dismissNotice} />
    </div>
  );
}

const DEVICE_TEXTS = {
  rebuilding: 'The graphics device was lost: the driver was reset or put to sleep. Building everything anew…',
  restored: 'The graphics device was lost and is back. Your scene is as it was; unfinished work began again.',
  gone: 'The graphics device went away and did not come back. Voxelens goes on with the CPU; reload the page to try again.',
} as const;

function DeviceBanner() {
  const device = useApp((state) => state.device);
  const dismissDevice = useApp((state) => state.dismissDevice);
  if (device === 'ready' || device === 'starting') return null;
  const Icon = device === 'restored' ? MonitorCheck : MonitorX;
  return (
    <div
      className={styles['banner']}
      data-tone={device === 'restored' ? undefined : 'danger'}
      role="status"
      data-testid="device-banner"
      data-status={device}
    >
      <Icon size={16} aria-hidden />
      <p>{DEVICE_TEXTS[device]}</p>
      {device === 'gone' && <Button label="Reload" onClick={() => location.reload()} />}
      {device !== 'rebuilding' && <Button icon={X} iconOnly label="Dismiss" onClick={dismissDevice} />}
    </div>
  );
}

function CpuBanner() {
  const backend = useApp((state) => state.compute.backend);
  const device = useApp((state) => state.device);
  const estimateSeconds = useApp((state) => state.activity?.estimateSeconds);
  const [isDismissed, setDismissed] = useState(false);
  // Where a device was lost, its own banner says it.
  if (backend !== 'wasm' || isDismissed || device === 'gone' || device === 'starting') return null;
  const expected = estimateSeconds === undefined ? '.' : `: about ${roughSeconds(estimateSeconds)} for this cloud.`;
  return (
    <div className={styles['banner']} role="status" data-testid="cpu-banner">
      <Cpu size={16} aria-hidden />
      <p>This browser has no WebGPU. Voxelens runs on the CPU instead{expected}</p>
      <Button icon={X} iconOnly label="Dismiss" onClick={() => setDismissed(true)} />
    </div>
  );
}
