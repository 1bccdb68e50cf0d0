import { Boxes, EyeOff, HelpCircle, Lightbulb, Palette, Timer } from 'lucide-react';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { count } from '../format.ts';
import { Bars } from '../inspector/Bars.tsx';
import { useApp } from '../store-context.ts';
import { useClassOdds } from './use-class-odds.ts';
import styles from './WhyPanel.module.css';

/** What stands behind the answer at the picked point. */
export function WhyPanel() {
  const hasResult = useApp((state) => state.result !== undefined);
  const point = useApp((state) => state.selectedPoint);
  if (!hasResult) return <p className={parts['empty']}>Reasons appear when a scene is understood.</p>;
  return (
    <>
      {point === undefined ? (
        <p className={parts['empty']}>Pick a point in the picture to ask why it is what it is.</p>
      ) : (
        <Question point={point} />
      )}
      <Whole />
    </>
  );
}

function Question({ point }: { readonly point: number }) {
  const odds = useClassOdds(point);
  const asked = useApp((state) => state.why.point);
  const isBusy = useApp((state) => state.activity !== undefined);
  const askWhy = useApp((state) => state.askWhy);
  const findSaliency = useApp((state) => state.findSaliency);
  return (
    <>
      <Section title={`Point ${count(point)}`}>
        <div className={parts['rows']}>
          <Bars label="Class probabilities" bars={odds} />
          <div className={parts['buttons']}>
            <Button icon={HelpCircle} label="Why this?" disabled={isBusy} onClick={() => void askWhy()} />
            <Button icon={EyeOff} label="What moved it" disabled={isBusy} onClick={() => void findSaliency()} />
          </div>
        </div>
      </Section>
      {asked === point && <Similar />}
      {asked === point && <Levels />}
      {asked === point && <Moved />}
    </>
  );
}

function Similar() {
  const similar = useApp((state) => state.why.similar);
  const showSimilar = useApp((state) => state.showSimilar);
  const flyToPoint = useApp((state) => state.flyToPoint);
  if (!similar) return null;
  return (
    <Section title="More like this">
      <div className={parts['rows']}>
        <div className={parts['buttons']}>
          <Button icon={Lightbulb} label="Light up all alike" onClick={showSimilar} />
        </div>
        <ol className={`${parts['list']} ${styles['places']}`} aria-label="Places like this point">
          {similar.map(({ point, similarity, className }) => (
            <li key={point}>
              <button type="button" className={styles['place']} onClick={() => flyToPoint(point)}>
                <span className={parts['name']}>{className}</span>
                <span className={parts['number']}>{Math.round(100 * similarity)} % alike</span>
              </button>
            </li>
          ))}
        </ol>
      </div>
    </Section>
  );
}

function Levels() {
  const levels = useApp((state) => state.why.levels);
  const drawn = useApp((state) => state.why.drawnLevel);
  const drawLevel = useApp((state) => state.drawLevel);
  if (!levels) return null;
  return (
    <Section title="Voxel at each level">
      <div className={parts['rows']}>
        <div className={parts['buttons']}>
          {levels.map(({ sizeM, neighbours }, level) => (
            <Button
              key={sizeM}
              icon={Boxes}
              label={`${sizeM < 1 ? `${Math.round(100 * sizeM)} cm` : `${sizeM.toFixed(1)} m`}: ${neighbours.length / 3} of 26`}
              pressed={drawn === level}
              onClick={() => drawLevel(level)}
            />
          ))}
        </div>
        <p className={parts['note']}>How many voxels touch the point's own. Press one to draw them.</p>
      </div>
    </Section>
  );
}

function Moved() {
  const saliency = useApp((state) => state.why.saliency);
  if (!saliency) return null;
  const { className, whole, cells, mostLost, mostDistanceM } = saliency;
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  return (
    <Section title="What moved the answer">
      <p className={parts['text']}>
        {mostLost > 0.02
          ? `Of ${cells} parts hidden one by one, the one ${mostDistanceM.toFixed(1)} m away mattered most: without it ${className} fell from ${percent(whole)} by ${percent(mostLost)}.`
          : `None of ${cells} parts hidden one by one moved ${className} (${percent(whole)}) by more than 2 %.`}
      </p>
    </Section>
  );
}

function Whole() {
  const mode = useApp((state) => state.view.colorMode);
  const isBusy = useApp((state) => state.activity !== undefined);
  const showFeatureColors = useApp((state) => state.showFeatureColors);
  const showProfiler = useApp((state) => state.showProfiler);
  return (
    <Section title="The whole scene">
      <div className={parts['rows']}>
        <div className={parts['buttons']}>
          <Button
            icon={Palette}
            label="Colour by features"
            pressed={mode === 'features'}
            disabled={isBusy}
            onClick={() => void showFeatureColors()}
          />
          <Button icon={Timer} label="Time per layer" onClick={() => showProfiler(true)} />
        </div>
        <p className={parts['note']}>
          Features: the three directions in which the network tells the points of this scene apart, as red, green and
          blue.
        </p>
      </div>
    </Section>
  );
}
