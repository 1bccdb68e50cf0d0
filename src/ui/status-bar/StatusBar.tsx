import { Gauge, Timer } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../controls/Button.tsx';
import { count, duration, plural, stageTitle } from '../format.ts';
import { useApp } from '../store-context.ts';
import { Hints } from './Hints.tsx';
import { LooksSelect } from './LooksSelect.tsx';
import styles from './StatusBar.module.css';

/** What the tool at hand does, then points, voxels, model, adapter, backend, times. */
export function StatusBar() {
  const scene = useApp((state) => state.scene);
  const result = useApp((state) => state.result);
  const compute = useApp((state) => state.compute);
  const isStarting = useApp((state) => state.device === 'starting');
  const voxels = result?.provenance.voxels;
  return (
    <footer className={styles['bar']}>
      {scene && (
        <span className={styles['hints']}>
          <Hints />
        </span>
      )}
      {scene && <span>{plural(scene.points, 'point')}</span>}
      {voxels && (
        <span title={voxels.map((number, level) => `level ${level}: ${count(number)}`).join('\n')} data-testid="voxels">
          {plural(voxels[0] ?? 0, 'voxel')}
        </span>
      )}
      {result && (
        <span title={`${result.modelTitle}\nweights sha256 ${result.provenance.weightsSha256}`} data-testid="model">
          {result.provenance.model} {result.provenance.weightsSha256.slice(0, 8)}
        </span>
      )}
      <span className={styles['adapter']} title={isStarting ? undefined : compute.adapter} data-testid="adapter">
        {isStarting ? 'Graphics are starting…' : compute.adapter}
      </span>
      {!isStarting && <span data-testid="backend">{compute.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}</span>}
      {result && <Times stagesMs={result.provenance.stagesMs} totalMs={result.totalMs} />}
      <span className={styles['privacy']}>Your files stay on this computer</span>
    </footer>
  );
}

function Times({ stagesMs, totalMs }: { stagesMs: Readonly<Record<string, number>>; totalMs: number }) {
  const id = useId();
  const showProfiler = useApp((state) => state.showProfiler);
  const longest = Math.max(...Object.values(stagesMs));
  return (
    <>
      <button
        type="button"
        className={styles['times']}
        popoverTarget={id}
        aria-label={`Understood in ${duration(totalMs)}, show stages`}
      >
        <Timer size={13} aria-hidden /> {duration(totalMs)}
      </button>
      <div id={id} popover="auto" className={styles['breakdown']}>
        <table>
          <caption>Time by stage</caption>
          <tbody>
            {Object.entries(stagesMs).map(([stage, ms]) => (
              <tr key={stage} data-stage={stage} data-ms={ms}>
                <th scope="row">{stageTitle(stage)}</th>
                <td className={styles['track']}>
                  <span style={{ width: `${(ms / longest) * 100}%` }} />
                </td>
                <td>{duration(ms)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">total</th>
              <td />
              <td>{duration(totalMs)}</td>
            </tr>
          </tbody>
        </table>
        <LooksSelect />
        <Button icon={Gauge} label="Time by layer (L)" onClick={() => showProfiler(true)} />
      </div>
    </>
  );
}
