import { labelSet } from '../../core/index.ts';
import type { Judgement, MappingChoice } from '../../evaluation/index.ts';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import styles from './MappingChooser.module.css';

const keyOf = (choice: MappingChoice): string => (choice.kind === 'taxonomy' ? choice.name : choice.kind);

/** In which classes truth and prediction meet, and what that leaves out. */
export function MappingChooser() {
  const report = useApp((state) => state.judge.report);
  const setJudgeMapping = useApp((state) => state.setJudgeMapping);
  if (!report) return null;
  const { choices, mapping, labelSets } = report;
  return (
    <Section title="Classes">
      <Select
        label="Compare in"
        value={keyOf(mapping.choice)}
        options={choices.map((choice) => ({ value: keyOf(choice), text: titleOf(choice, labelSets) }))}
        onChange={(key) => {
          const choice = choices.find((one) => keyOf(one) === key);
          if (choice) setJudgeMapping(choice);
        }}
      />
      <details className={styles['rule']} open={mapping.choice.kind === 'table'}>
        <summary>What counts as what</summary>
        {mapping.choice.kind === 'table' ? <MappingTable report={report} /> : <p>{mapping.rule}</p>}
      </details>
    </Section>
  );
}

function titleOf(choice: MappingChoice, { truth, model }: Judgement['labelSets']): string {
  switch (choice.kind) {
    case 'classes':
      return truth === model ? `${model}: all ${labelSet(model).classes.length}` : `${model}: same names`;
    case 'taxonomy':
      return choice.name;
    case 'table':
      return 'My own table';
  }
}

const IGNORED = '-1';

/** A line for each class of the truth: which class of the model it is. */
function MappingTable({ report }: { readonly report: Judgement }) {
  const setJudgeMapping = useApp((state) => state.setJudgeMapping);
  const { ofTruth } = report.mapping;
  const truth = labelSet(report.labelSets.truth);
  const model = labelSet(report.labelSets.model);
  const options = [
    { value: IGNORED, text: 'ignored' },
    ...model.classes.map(({ name }, index) => ({ value: String(index), text: name })),
  ];
  return (
    <div className={styles['table']}>
      {truth.classes.map(({ name }, index) => (
        <Select
          key={name}
          label={name}
          value={String(ofTruth[index] ?? IGNORED)}
          options={options}
          onChange={(to) =>
            setJudgeMapping({ kind: 'table', to: ofTruth.map((old, other) => (other === index ? Number(to) : old)) })
          }
        />
      ))}
    </div>
  );
}
