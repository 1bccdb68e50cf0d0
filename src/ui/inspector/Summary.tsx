import { useMemo } from 'react';
import { labelSet } from '../../core/index.ts';
import { type JudgedClass, type SemanticJudgement, percent as scored } from '../../evaluation/index.ts';
import { type RegistryEntry, type ResultSummary, times } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { useDock } from '../dock/dock.ts';
import { capitalized, count, percent, plural, voxelSize } from '../format.ts';
import { useApp, useAppStore } from '../store-context.ts';
import { ModelSelect } from '../top-bar/ModelSelect.tsx';
import { useNarrow } from '../use-narrow.ts';
import { type Bar, Bars } from './Bars.tsx';
import { Facts } from './Facts.tsx';
import styles from './Summary.module.css';

/** What the network found, while no point is selected. */
export function Summary() {
  const { registry } = useAppStore();
  const revision = useApp((state) => state.revision);
  const result = useApp((state) => state.result);
  const isNarrow = useNarrow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the registry's content
  const found = useMemo(() => summarize(registry.current), [registry, revision]);
  if (!result || !found) {
    return (
      <>
        <Section title="Summary">
          <p className={styles['soft']}>What the network finds appears here.</p>
        </Section>
        {isNarrow && (
          <Section title="Model">
            <ModelSelect hideLabel />
          </Section>
        )}
      </>
    );
  }
  return (
    <>
      <Section title="Found">
        <p className={styles['headline']}>
          {plural(result.instances, 'object')}, {plural(result.boxes, 'box', 'boxes')}
        </p>
        {found.instances.length > 0 && <Bars label="Objects by class" bars={found.instances} />}
        <p className={styles['hint']}>Click a point to see why.</p>
      </Section>
      <AgainstTruth />
      <ModelSection result={result} />
    </>
  );
}

/** In short; the judge's panel has the rest. */
function AgainstTruth() {
  const report = useApp((state) => state.judge.report);
  const dock = useDock();
  if (!report?.semantic || report.semantic.points === 0) return null;
  const { semantic, mapping } = report;
  return (
    <Section title="Against ground truth" aside={<Button label="Judge" onClick={() => dock.reveal('judge')} />}>
      <Facts
        rows={[
          ['Accuracy', `${scored(semantic.accuracy)} %`],
          ['Mean IoU', `${scored(semantic.miou)} %`],
          ['Points', `${count(semantic.points)} labelled`],
        ]}
      />
      <div className={styles['gap']}>
        <Bars label="Intersection over union by class" bars={iouBars(semantic, mapping.classes)} />
      </div>
    </Section>
  );
}

function iouBars({ classes }: SemanticJudgement, colors: readonly JudgedClass[]): Bar[] {
  return classes
    .filter(({ truth }) => truth > 0)
    .map(({ classId, name, iou }) => ({
      name,
      share: iou ?? 0,
      text: percent(iou ?? 0),
      color: colors[classId]?.color,
    }));
}

/** What made the result on screen. On a narrow page the model is also chosen here. */
function ModelSection({ result }: { result: ResultSummary }) {
  const isNarrow = useNarrow();
  const reason = useApp((state) => state.model.reason);
  const { provenance } = result;
  const trained = `${count(result.trainedSteps)} steps, synthetic scenes only`;
  return (
    <Section title="Model">
      {isNarrow && (
        <div className={styles['chooser']}>
          <ModelSelect hideLabel />
        </div>
      )}
      <Facts
        rows={[
          ['Name', result.modelTitle],
          ['Chosen', reason && capitalized(reason)],
          ['Voxel', voxelSize(provenance.voxelSizeM)],
          ['Looked', times(provenance.looks)],
          ['Trained', result.isOwnModel ? 'elsewhere: you gave this model' : trained],
          ['Weights', <WeightsHash key="weights" sha256={provenance.weightsSha256} />],
        ]}
      />
    </Section>
  );
}

function WeightsHash({ sha256 }: { sha256: string }) {
  return (
    <code className={styles['hash']} title={`sha256 ${sha256}`} data-testid="weights-sha256">
      {sha256.slice(0, 16)}
    </code>
  );
}

function summarize(entry: RegistryEntry | undefined) {
  if (!entry?.outcome) return undefined;
  const { prediction } = entry.outcome.understanding;
  const { classes } = labelSet(prediction.labelSet);
  const counts = new Map<number, number>();
  for (const { classId } of prediction.instances) counts.set(classId, (counts.get(classId) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  const instances: Bar[] = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([classId, number]) => ({
      name: classes[classId]?.name ?? `class ${classId}`,
      share: number / most,
      text: count(number),
      color: classes[classId]?.color,
    }));
  return { instances };
}
