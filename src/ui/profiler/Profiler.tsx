import { ArrowDown, ArrowUp, Copy, Gauge, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Profile } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { duration, stageTitle } from '../format.ts';
import { useApp } from '../store-context.ts';
import { COLUMNS, type Column, networkTotals, nextOrder, type Order, places, sortRows } from './columns.ts';
import styles from './Profiler.module.css';

/** Where the time goes: each layer and kernel with its work, its bytes and its share of what the adapter can do. */
export function Profiler() {
  const isShown = useApp((state) => state.isProfilerShown);
  if (!isShown) return null;
  return <Panel />;
}

function Panel() {
  const profile = useApp((state) => state.profile);
  const isReady = useApp((state) => state.result !== undefined && state.activity === undefined);
  const isRunning = useApp((state) => state.activity?.what === 'profiling');
  const runProfile = useApp((state) => state.runProfile);
  const showProfiler = useApp((state) => state.showProfiler);
  const announce = useApp((state) => state.announce);
  const run = useRef<HTMLButtonElement>(null);
  useEffect(() => run.current?.focus(), []);
  const copy = (): void => {
    navigator.clipboard.writeText(JSON.stringify(profile, undefined, 2)).then(
      () => announce('Profile copied as JSON.'),
      () => announce('The browser did not allow copying.'),
    );
  };
  return (
    <section className={styles['panel']} aria-label="Time by layer" data-testid="profiler">
      <header className={styles['header']}>
        <h2>Time by layer</h2>
        {profile && <Headline profile={profile} />}
        <span className={styles['actions']}>
          <Button
            ref={run}
            icon={Gauge}
            tone={profile ? 'plain' : 'primary'}
            label={isRunning ? 'Profiling…' : profile ? 'Profile again' : 'Profile this scene'}
            aria-disabled={!isReady}
            onClick={() => isReady && void runProfile()}
          />
          {profile && <Button icon={Copy} label="Copy as JSON" onClick={copy} />}
          <Button icon={X} iconOnly label="Close (L)" onClick={() => showProfiler(false)} />
        </span>
      </header>
      {profile ? (
        <>
          <Stages profile={profile} />
          <Limits profile={profile} />
          <Layers profile={profile} />
        </>
      ) : (
        <p className={styles['hint']}>
          {isReady || isRunning
            ? 'Runs the scene once more with each layer timed on its own, and measures what this computer can do at best.'
            : 'Open a scene first: its layers are timed once it is understood.'}
        </p>
      )}
    </section>
  );
}

function Headline({ profile }: { profile: Profile }) {
  const { ms, gflop, gflops } = networkTotals(profile);
  return (
    <p className={styles['headline']}>
      Network {duration(ms)} · {places(gflop)} GFLOP · {places(gflops)} GFLOP/s ·{' '}
      <span data-testid="profile-clock">{profile.clock === 'gpu' ? 'GPU timestamps' : 'wall clock'}</span>
    </p>
  );
}

/** What the last column is a share of. */
function Limits({ profile: { limits, adapter } }: { profile: Profile }) {
  return (
    <p className={styles['soft']}>
      Measured just now on {adapter}: {places(limits.gflops)} GFLOP/s in a dense product, {places(limits.copyGbps)} GB/s
      in a copy. Stages are an ordinary run’s, by the wall clock; layers were timed one at a time.
    </p>
  );
}

/** A narrower stage has no room for its name; the tooltip has it. */
const MIN_LABELLED = 0.12;

/** The ordinary run's stages as one bar. */
function Stages({ profile: { stagesMs } }: { profile: Profile }) {
  const total = Object.values(stagesMs).reduce((sum, ms) => sum + ms, 0) || 1;
  return (
    <ol className={styles['stages']} aria-label="Time by stage of the whole way, wall clock">
      {Object.entries(stagesMs).map(([stage, ms]) => (
        <li key={stage} style={{ flexGrow: ms / total }} title={`${stageTitle(stage)}: ${duration(ms)}`}>
          {ms / total >= MIN_LABELLED && (
            <>
              {stageTitle(stage)} <span className={styles['soft']}>{duration(ms)}</span>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function Layers({ profile }: { profile: Profile }) {
  const [order, setOrder] = useState<Order>();
  const longest = Math.max(...profile.rows.map(({ ms }) => ms));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by the keyboard
    <section className={styles['scroll']} tabIndex={0} aria-label="Layers">
      <table className={styles['table']}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <Head key={column.key} column={column} order={order} onSort={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sortRows(profile.rows, order).map((row) => (
            <tr key={`${row.stage} ${row.name}`} data-stage={row.stage} data-layer={row.name}>
              {COLUMNS.map((column, i) =>
                i === 0 ? (
                  <th key={column.key} scope="row">
                    {column.show(row)}
                  </th>
                ) : (
                  <td key={column.key} data-column={column.key} className={column.isText ? styles['text'] : undefined}>
                    {column.key === 'ms' && (
                      <span className={styles['bar']} style={{ width: `${(100 * row.ms) / longest}%` }} aria-hidden />
                    )}
                    {column.show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly order: Order | undefined;
  readonly onSort: (order: Order | undefined) => void;
}

function Head({ column, order, onSort }: HeadProps) {
  const own = order?.key === column.key ? order : undefined;
  const Arrow = own?.isDescending ? ArrowDown : ArrowUp;
  const direction = own && (own.isDescending ? 'descending' : 'ascending');
  return (
    <th scope="col" aria-sort={direction} className={column.isText ? styles['text'] : undefined}>
      <button type="button" title={column.meaning} onClick={() => onSort(nextOrder(order, column))}>
        {column.title}
        {own && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}
