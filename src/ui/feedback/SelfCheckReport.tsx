import { ShieldCheck } from 'lucide-react';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import styles from './SelfCheckReport.module.css';

/** “Can I trust this driver?”: our kernels against TensorFlow.js, both on the page's device. */
export function SelfCheckReport() {
  const check = useApp((state) => state.selfCheck);
  const runSelfCheck = useApp((state) => state.runSelfCheck);
  const isRunning = check === 'running';
  const label = isRunning ? 'Checking…' : 'Check this computer';
  return (
    <section className={styles['report']} aria-label="Self-check">
      <div className={styles['row']}>
        <Button icon={ShieldCheck} label={label} disabled={isRunning} onClick={() => void runSelfCheck()} />
        <p>Runs each kernel beside TensorFlow.js on this graphics device and compares the numbers.</p>
      </div>
      {check && !isRunning && (
        <>
          <p className={check.passed ? styles['good'] : styles['bad']} data-testid="self-check">
            {check.passed
              ? `All ${check.ops.length} kernels agree on ${check.adapter}.`
              : `Some kernels disagree on ${check.adapter}: results here may be wrong. Update the graphics driver.`}
          </p>
          <dl className={styles['ops']}>
            {check.ops.map(({ op, worst, passed }) => (
              <div key={op}>
                <dt>{op}</dt>
                <dd className={passed ? undefined : styles['bad']}>{worst.toExponential(1)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
