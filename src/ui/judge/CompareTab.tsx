import { type Disagreement, type JudgedClass, percent } from '../../evaluation/index.ts';
import { compareScores } from '../../inspection/index.ts';
import { effectiveColorMode } from '../../state/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { Slider } from '../controls/Slider.tsx';
import { count, percent as share } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './CompareTab.module.css';
import { DisagreementBar } from './DisagreementBar.tsx';
import tables from './ScoreTable.module.css';

const NONE = '';

/** A second result of the same scene beside the one on screen: where they differ, and whose is right. */
export function CompareTab() {
  const hasResult = useApp((state) => state.result !== undefined);
  const { model, isHopeless, isWorking, disagreement } = useApp((state) => state.compare);
  if (!hasResult) return <p className={parts['empty']}>Two results can be compared once the scene is understood.</p>;
  return (
    <>
      <Section title="Two results">
        <Sides />
      </Section>
      {isHopeless && (
        <p className={parts['empty']} role="status">
          The two models have no class in common, so nothing can be compared: choose a second model for the same kind of
          scene, or the same one with another threshold.
        </p>
      )}
      {isWorking && <p className={parts['empty']}>Looking for differences…</p>}
      {model === undefined && (
        <p className={parts['empty']}>
          Choose a second model, your own too, or the same one with another threshold. The map of disagreement needs no
          ground truth.
        </p>
      )}
      {model !== undefined && disagreement && !isHopeless && <Differences disagreement={disagreement} />}
    </>
  );
}

function Sides() {
  const first = useApp((state) => state.result?.modelTitle);
  const used = useApp((state) => state.model.used);
  const available = useApp((state) => state.model.available);
  const isBusy = useApp((state) => state.activity !== undefined);
  const { model, minConfidence } = useApp((state) => state.compare);
  const firstConfidence = useApp((state) => state.judge.minConfidence);
  const compareWith = useApp((state) => state.compareWith);
  const stopComparing = useApp((state) => state.stopComparing);
  const setMinConfidence = useApp((state) => state.setMinConfidence);
  const sure = (value: number): string => (value === 0 ? 'all' : share(value));
  return (
    <div className={styles['sides']}>
      <p className={styles['side']}>
        <b data-side="first">1</b> {first}
      </p>
      <Slider
        label="Surer than"
        value={firstConfidence}
        min={0}
        max={0.95}
        step={0.05}
        text={sure(firstConfidence)}
        onChange={(value) => setMinConfidence('first', value)}
      />
      <div className={styles['side']}>
        <b data-side="second">2</b>
        <Select
          label="Second model"
          hideLabel
          value={model ?? NONE}
          disabled={isBusy}
          options={[
            { value: NONE, text: 'No second result' },
            ...(used === undefined ? [] : [{ value: used, text: 'The same model, other threshold' }]),
            ...available.filter(({ name }) => name !== used).map(({ name, title }) => ({ value: name, text: title })),
          ]}
          onChange={(name) => (name === NONE ? stopComparing() : void compareWith(name))}
        />
      </div>
      {model !== undefined && (
        <Slider
          label="Surer than"
          value={minConfidence}
          min={0}
          max={0.95}
          step={0.05}
          text={sure(minConfidence)}
          onChange={(value) => setMinConfidence('second', value)}
        />
      )}
    </div>
  );
}

function Differences({ disagreement }: { readonly disagreement: Disagreement }) {
  const { differing, points, right, clusters, classes } = disagreement;
  const first = useApp((state) => state.judge.report);
  const second = useApp((state) => state.compare.report);
  const scores = first && second ? compareScores(first, second) : [];
  return (
    <>
      <Section title="Differences">
        <p className={styles['headline']} data-testid="differing">
          {share(points === 0 ? 0 : differing / points)} of the points are named differently
        </p>
        <p className={styles['soft2']}>
          {count(differing)} of {count(points)}
        </p>
        {right && <DisagreementBar differing={differing} right={right} />}
        <Looks />
      </Section>
      <Section title="Largest differences">
        <Clusters clusters={clusters} classes={classes} />
      </Section>
      {scores.length > 0 && (
        <Section title="Against ground truth">
          <table className={tables['table']} aria-label="Scores of both results">
            <thead>
              <tr>
                <th scope="col" />
                <th scope="col">1</th>
                <th scope="col">2</th>
                <th scope="col">2 − 1</th>
              </tr>
            </thead>
            <tbody>
              {scores.map(({ name, first: a, second: b, change }) => (
                <tr key={name} data-score={name}>
                  <th scope="row">{name}</th>
                  <td>{percent(a)}</td>
                  <td>{percent(b)}</td>
                  <td className={tables[toneOf(change)]}>
                    {change !== null && change > 0 ? '+' : ''}
                    {percent(change)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </>
  );
}

/** Ways to see both results in the picture. */
function Looks() {
  const mode = useApp(effectiveColorMode);
  const isFlipped = useApp((state) => state.compare.isFlipped);
  const splitMode = useApp((state) => state.viewTools.splitMode);
  const setColorMode = useApp((state) => state.setColorMode);
  const setSplit = useApp((state) => state.setSplit);
  const flip = useApp((state) => state.flip);
  const { keyHint } = useCommands();
  const isSplit = splitMode === 'second';
  return (
    <div className={styles['buttons']}>
      <Button
        label="Map"
        title="Colour by disagreement"
        pressed={mode === 'disagreement'}
        onClick={() => setColorMode(mode === 'disagreement' ? 'class' : 'disagreement')}
      />
      <Button
        label={`Flip${keyHint('judge.flip')}`}
        title="Show the second result in place of the first; hold the key to peek"
        pressed={isFlipped}
        onClick={() => flip(!isFlipped)}
      />
      <Button
        label="Side by side"
        title="Two linked views: the first result on the left, the second on the right"
        pressed={isSplit}
        onClick={() => {
          if (!isSplit && mode !== 'class') setColorMode('class');
          setSplit(isSplit ? undefined : 'second');
        }}
      />
    </div>
  );
}

interface ClustersProps {
  readonly clusters: Disagreement['clusters'];
  readonly classes: readonly JudgedClass[];
}

function Clusters({ clusters, classes }: ClustersProps) {
  const at = useApp((state) => state.compare.at);
  const showDisagreement = useApp((state) => state.showDisagreement);
  const name = (classId: number): string => classes[classId]?.name ?? 'no answer';
  if (clusters.length === 0) return <p className={styles['soft2']}>No group of ten points or more.</p>;
  return (
    <ol className={styles['clusters']} aria-label="Largest differences">
      {clusters.slice(0, 40).map((cluster, index) => (
        <li key={`${cluster.first} ${cluster.second} ${cluster.center.join(' ')}`}>
          <button
            type="button"
            className={styles['cluster']}
            aria-current={index === at}
            onClick={() => showDisagreement(index)}
          >
            <span>
              {name(cluster.first)} <span className={styles['against']}>or</span> {name(cluster.second)}
            </span>
            <span className={styles['points']}>{count(cluster.points)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function toneOf(change: number | null): 'better' | 'worse' | 'same' {
  if (change === null || Math.abs(change) < 0.0005) return 'same';
  return change > 0 ? 'better' : 'worse';
}
