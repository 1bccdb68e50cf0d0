import { type KeyboardEvent, useRef, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { useApp } from '../store-context.ts';
import { CompareTab } from './CompareTab.tsx';
import { FoundBar } from './FoundBar.tsx';
import styles from './JudgePanel.module.css';
import { MappingChooser } from './MappingChooser.tsx';
import { NoTruth } from './NoTruth.tsx';
import { NothingInCommon } from './NothingInCommon.tsx';
import { ObjectsTab } from './ObjectsTab.tsx';
import { PointsTab } from './PointsTab.tsx';

const TABS = ['Points', 'Objects', 'Boxes', 'Compare'] as const;
type Tab = (typeof TABS)[number];

/** The result on screen against the truth of its scene, and against another result. */
export function JudgePanel() {
  const [tab, setTab] = useState<Tab>('Points');
  const hasScene = useApp((state) => state.scene !== undefined);
  const hasResult = useApp((state) => state.result !== undefined);
  const hasReport = useApp((state) => state.judge.report !== undefined);
  const isHopeless = useApp((state) => state.judge.report?.isHopeless ?? false);
  const isStopped = useApp((state) => state.judge.isStopped);
  const hasTruth = useApp(
    ({ scene }) => scene !== undefined && (scene.truthLabelSet !== undefined || scene.truthBoxes > 0),
  );
  const isBare = tab !== 'Compare' && !hasReport;
  const isScored = hasReport && !isHopeless;
  return (
    <div className={styles['panel']}>
      <Tabs tab={tab} onChange={setTab} />
      <Working />
      <FoundBar />
      <div role="tabpanel" id={`judge-${tab}`} aria-label={tab} className={styles['content']}>
        {isBare && (hasTruth || isStopped) && <Waiting hasResult={hasResult} />}
        {isBare && !hasTruth && !isStopped && <NoTruth hasScene={hasScene} />}
        {isHopeless && tab !== 'Compare' && <NothingInCommon />}
        {hasReport && tab !== 'Compare' && <MappingChooser />}
        {isScored && tab === 'Points' && <PointsTab />}
        {isScored && tab === 'Objects' && <ObjectsTab key="instances" list="instances" />}
        {isScored && tab === 'Boxes' && <ObjectsTab key="boxes" list="boxes" />}
        {tab === 'Compare' && <CompareTab />}
      </div>
    </div>
  );
}

function Tabs({ tab, onChange }: { readonly tab: Tab; readonly onChange: (tab: Tab) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length] as Tab;
    onChange(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div ref={list} className={styles['tabs']} role="tablist" aria-label="What is judged" onKeyDown={step}>
      {TABS.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          className={styles['tab']}
          data-tab={name}
          aria-selected={name === tab}
          aria-controls={`judge-${name}`}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onChange(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** How far the judging is, and the way to stop it. */
function Working() {
  const isWorking = useApp(({ judge, compare }) => judge.isWorking || compare.isWorking);
  const progress = useApp((state) => state.judge.progress);
  const stopJudging = useApp((state) => state.stopJudging);
  const isStopped = useApp((state) => state.judge.isStopped);
  const judgeAgain = useApp((state) => state.judgeAgain);
  if (isStopped) {
    return (
      <div className={styles['working']}>
        <span>Stopped: the numbers may be old.</span>
        <Button label="Judge again" onClick={judgeAgain} />
      </div>
    );
  }
  if (!isWorking) return null;
  return (
    <div className={styles['working']} data-testid="judging">
      <progress aria-label="Judging" max={progress?.total ?? 1} {...(progress && { value: progress.done })} />
      <Button label="Stop" onClick={stopJudging} />
    </div>
  );
}

function Waiting({ hasResult }: { readonly hasResult: boolean }) {
  return (
    <p className={styles['soft']}>
      {hasResult ? 'Comparing with the ground truth…' : 'The numbers appear when the scene is understood.'}
    </p>
  );
}
