import { cellOf, worstConfusions } from '../../inspection/index.ts';
import { effectiveColorMode } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { Section } from '../controls/Section.tsx';
import { Slider } from '../controls/Slider.tsx';
import { count, percent } from '../format.ts';
import { useApp } from '../store-context.ts';
import { ClassTable } from './ClassTable.tsx';
import { ConfusionTable } from './ConfusionTable.tsx';
import { Headline } from './Headline.tsx';
import styles from './PointsTab.module.css';
import { confusionTitle } from './titles.ts';

/** Classes of points against the truth. */
export function PointsTab() {
  const report = useApp((state) => state.judge.report);
  const mode = useApp(effectiveColorMode);
  const minConfidence = useApp((state) => state.judge.minConfidence);
  const setColorMode = useApp((state) => state.setColorMode);
  const setMinConfidence = useApp((state) => state.setMinConfidence);
  const findErrors = useApp((state) => state.findErrors);
  const semantic = report?.semantic;
  if (!report || !semantic) {
    return <p className={parts['empty']}>The truth of this scene has no class for each point.</p>;
  }
  const { classes } = report.mapping;
  const name = (classId: number): string => classes[classId]?.name ?? 'no answer';
  return (
    <>
      <Section title="Points">
        <Headline
          facts={[
            ['Mean IoU', semantic.miou],
            ['Accuracy', semantic.accuracy],
          ]}
          note={`${count(semantic.points)} labelled points, ${count(semantic.ignored)} ignored`}
        />
        <div className={`${parts['buttons']} ${styles['buttons']}`}>
          <Button
            label="Error map"
            pressed={mode === 'error'}
            onClick={() => setColorMode(mode === 'error' ? 'class' : 'error')}
          />
          <Button label="All errors" onClick={() => void findErrors({ kind: 'wrong' }, 'Everything wrong')} />
        </div>
        <Slider
          label="Surer than"
          value={minConfidence}
          min={0}
          max={0.95}
          step={0.05}
          text={minConfidence === 0 ? 'all' : percent(minConfidence)}
          onChange={(share) => setMinConfidence('first', share)}
        />
      </Section>
      <Section title="Worst errors">
        <ol className={styles['worst']} aria-label="Worst errors">
          {worstConfusions(semantic).map(({ truth, predicted, points, share }) => (
            <li key={`${truth} ${predicted}`}>
              <button
                type="button"
                className={styles['error']}
                onClick={() =>
                  void findErrors({ kind: 'cell', truth, predicted }, confusionTitle(name, truth, predicted))
                }
              >
                <span>{confusionTitle(name, truth, predicted)}</span>
                <span className={styles['share']} title={`${percent(share)} of all errors`}>
                  {count(points)}
                </span>
              </button>
            </li>
          ))}
          {worstConfusions(semantic).length === 0 && <li className={styles['none']}>Not one point is wrong.</li>}
        </ol>
      </Section>
      <Section title="Confusion matrix">
        <ConfusionTable
          semantic={semantic}
          classes={classes}
          onFind={(query, title) => void findErrors(query, title)}
          hitsOf={(classId) => cellOf(semantic, classId, classId)}
        />
      </Section>
      <Section title="By class">
        <ClassTable semantic={semantic} classes={classes} />
      </Section>
    </>
  );
}
