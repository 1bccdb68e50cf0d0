import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { TabList } from '../controls/TabList.tsx';
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
      <div className={styles['tabs']}>
        <TabList
          label="What is judged"
          tabs={TABS.map((name) => ({ id: name, title: name, controls: `judge-${name}` }))}
          selected={tab}
          onSelect={setTab}
          fills
        />
      </div>
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
    <p className={parts['empty']}>
      {hasResult ? 'Comparing with the ground truth…' : 'The numbers appear when the scene is understood.'}
    </p>
  );
}
