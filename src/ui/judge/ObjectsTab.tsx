import { type ReactNode, useMemo, useState } from 'react';
import { type JudgedObject, type ObjectJudgement, percent } from '../../evaluation/index.ts';
import { atScore, OBJECT_RGB } from '../../inspection/index.ts';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { Slider } from '../controls/Slider.tsx';
import { Toggle } from '../controls/Toggle.tsx';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';
import { Headline } from './Headline.tsx';
import { ObjectList } from './ObjectList.tsx';
import styles from './ObjectsTab.module.css';
import { PrecisionRecallChart } from './PrecisionRecallChart.tsx';
import tables from './ScoreTable.module.css';

type List = 'instances' | 'boxes';

const MISSING: Readonly<Record<List, string>> = {
  instances: 'The truth of this scene does not say which points belong to which object.',
  boxes: 'The truth of this scene has no boxes.',
};

const KINDS = [
  ['matched', 'Found'],
  ['missed', 'Missed'],
  ['false', 'False'],
] as const;

/** Objects made of points, or boxes: average precision, its curves, and what became of each one. */
export function ObjectsTab({ list }: { readonly list: List }) {
  const judged = useApp((state) => state.judge.report?.[list]);
  if (!judged) return <p className={parts['empty']}>{MISSING[list]}</p>;
  return <Judged list={list} judged={judged} />;
}

function Judged({ list, judged }: { readonly list: List; readonly judged: ObjectJudgement }) {
  const minScore = useApp((state) => state.view.minBoxScore);
  const iou = useApp((state) => state.judge.iou);
  const [kind, setKind] = useState<JudgedObject['kind']>('missed');
  const now = useMemo(() => atScore(judged, minScore), [judged, minScore]);
  const { fixed, map, classAgnostic } = judged;
  return (
    <>
      <Section title={list === 'boxes' ? 'Boxes' : 'Objects'}>
        <Headline
          facts={[
            [`AP, IoU ${Math.round(100 * iou)} %`, map],
            ['Precision', now.precision],
            ['Recall', now.recall],
          ]}
          note={[
            classAgnostic && 'The truth does not name its objects: classes are not compared.',
            fixed && `AP25 ${percent(fixed.ap25)}, AP50 ${percent(fixed.ap50)}, AP ${percent(fixed.ap)}`,
          ]
            .filter(Boolean)
            .join(' ')}
        />
        <Settings list={list} />
      </Section>
      <Section title="Precision and recall">
        <PrecisionRecallChart perClass={judged.perClass} minScore={minScore} isAgnostic={classAgnostic} />
        <ClassScores judged={judged} minScore={minScore} />
      </Section>
      <Section title="One by one">
        <fieldset className={styles['kinds']} aria-label="Which objects">
          {KINDS.map(([value, text]) => (
            <KindButton key={value} kind={value} isOn={kind === value} onClick={() => setKind(value)}>
              {text} {count(now[value])}
            </KindButton>
          ))}
        </fieldset>
        <ObjectList list={list} objects={now.objects.filter((one) => one.kind === kind)} />
      </Section>
    </>
  );
}

interface KindProps {
  readonly kind: 'matched' | 'missed' | 'false';
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function KindButton({ kind, isOn, onClick, children }: KindProps) {
  return (
    <button type="button" className={styles['kind']} aria-pressed={isOn} data-kind={kind} onClick={onClick}>
      <span className={styles['line']} style={{ borderColor: `rgb(${OBJECT_RGB[kind].join(' ')})` }} aria-hidden />
      {children}
    </button>
  );
}

/** Thresholds, and whether the picture shows what they make of the objects. */
function Settings({ list }: { readonly list: List }) {
  const { iou, view, drawn } = useApp((state) => state.judge);
  const minScore = useApp((state) => state.view.minBoxScore);
  const setMinBoxScore = useApp((state) => state.setMinBoxScore);
  const setJudgeIou = useApp((state) => state.setJudgeIou);
  const setJudgeView = useApp((state) => state.setJudgeView);
  const setDrawnObjects = useApp((state) => state.setDrawnObjects);
  return (
    <div className={styles['settings']}>
      <Slider
        label="Surer than"
        value={minScore}
        min={0}
        max={0.95}
        step={0.05}
        text={`${Math.round(100 * minScore)} %`}
        onChange={setMinBoxScore}
      />
      <Slider
        label="IoU over"
        value={iou}
        min={0.1}
        max={0.9}
        step={0.05}
        text={`${Math.round(100 * iou)} %`}
        onChange={setJudgeIou}
      />
      {list === 'boxes' && (
        <Select
          label="Overlap of"
          value={view}
          options={[
            { value: '3d', text: 'volumes' },
            { value: 'bev', text: 'footprints' },
          ]}
          onChange={setJudgeView}
        />
      )}
      <Toggle
        label="Draw found, missed and false"
        checked={drawn === list}
        onChange={(on) => setDrawnObjects(on ? list : 'none')}
      />
    </div>
  );
}

/** One row a class: what its curve says as a number, and where the threshold stands on it. */
function ClassScores({ judged, minScore }: { readonly judged: ObjectJudgement; readonly minScore: number }) {
  const rows = judged.perClass.map((one) => ({
    ...one,
    ...atScore({ objects: judged.objects.filter(({ classId }) => classId === one.classId) }, minScore),
  }));
  return (
    <table className={tables['table']} aria-label="Average precision by class">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">AP</th>
          <th scope="col">Precision</th>
          <th scope="col">Recall</th>
          <th scope="col">Truths</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ classId, name, ap, precision, recall, truths }) => (
          <tr key={classId} data-class={name}>
            <th scope="row">{name}</th>
            <td>{percent(ap)}</td>
            <td>{percent(precision)}</td>
            <td>{percent(recall)}</td>
            <td>{count(truths)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
