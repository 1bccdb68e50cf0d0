import { Check, X } from 'lucide-react';
import { useMemo } from 'react';
import { labelSet } from '../../core/index.ts';
import { evidenceAt, type PointEvidence } from '../../inspection/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { count, metres, percent } from '../format.ts';
import { useApp, useAppStore } from '../store-context.ts';
import { Bars } from './Bars.tsx';
import { Facts } from './Facts.tsx';
import styles from './PointInspector.module.css';

/** Everything known about the picked point. */
export function PointInspector({ point }: { point: number }) {
  const { registry } = useAppStore();
  const revision = useApp((state) => state.revision);
  const select = useApp((state) => state.select);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the registry's content
  const evidence = useMemo(() => {
    const entry = registry.current;
    return entry && evidenceAt(entry.scene, entry.outcome?.understanding, point);
  }, [registry, revision, point]);
  if (!evidence) return null;
  const [x, y, z] = evidence.coordinates;
  return (
    <>
      <Section
        title={`Point ${count(point)}`}
        aside={<Button icon={X} iconOnly label="Deselect (Esc)" onClick={() => select(undefined)} />}
      >
        <div data-testid="coordinates">
          <Facts
            rows={[
              ['x', `${metres(x)} m`],
              ['y', `${metres(y)} m`],
              ['z', `${metres(z)} m`],
            ]}
          />
        </div>
        {evidence.attributes.length > 0 && (
          <div className={styles['attributes']}>
            <Facts
              rows={evidence.attributes.map(({ name, values }) => [
                name,
                <Values key={name} name={name} values={values} />,
              ])}
            />
          </div>
        )}
      </Section>
      {evidence.prediction && <PredictionSection prediction={evidence.prediction} />}
      {evidence.truth && <TruthSection evidence={evidence} />}
    </>
  );
}

function Values({ name, values }: { name: string; values: readonly number[] }) {
  const text = values.map((value) => (Number.isInteger(value) ? String(value) : value.toPrecision(5))).join(', ');
  return (
    <>
      {name === 'rgb' && <span className={styles['chip']} style={{ background: `rgb(${values.join(' ')})` }} />}
      {text}
    </>
  );
}

function PredictionSection({ prediction }: { prediction: NonNullable<PointEvidence['prediction']> }) {
  const labels = useApp((state) => state.result?.labelSet);
  const classes = labels ? labelSet(labels).classes : [];
  const { instance, boxes } = prediction;
  const [box] = boxes;
  return (
    <>
      <Section title="Class">
        <p className={styles['headline']}>
          <span
            className={styles['chip']}
            style={{ background: `rgb(${classes[prediction.classId]?.color.join(' ')})` }}
          />
          {prediction.name}
          <span className={styles['soft']}>{percent(prediction.confidence)}</span>
        </p>
        <Bars
          label="Class probabilities"
          bars={prediction.top.map(({ name, probability, classId }) => ({
            name,
            share: probability,
            text: percent(probability),
            color: classes[classId]?.color,
          }))}
        />
      </Section>
      <Section title="Object">
        {instance ? (
          <Facts
            rows={[
              ['Instance', `#${instance.id} ${instance.name}`],
              ['Score', percent(instance.score)],
              ['Points', count(instance.points)],
            ]}
          />
        ) : (
          <p className={styles['soft']}>Belongs to no object.</p>
        )}
        {box && (
          <div className={styles['attributes']}>
            <Facts
              rows={[
                ['Box', `${box.name} ${percent(box.score)}`],
                ['Size', `${box.size.map((side) => side.toFixed(2)).join(' × ')} m`],
                ['Heading', `${((box.yaw * 180) / Math.PI).toFixed(0)}°`],
              ]}
            />
          </div>
        )}
      </Section>
    </>
  );
}

function TruthSection({ evidence }: { evidence: PointEvidence }) {
  const { truth, agrees } = evidence;
  if (!truth) return null;
  const verdict =
    agrees === undefined ? undefined : (
      <span className={styles['verdict']} data-agrees={agrees}>
        {agrees ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
        {agrees ? 'The prediction agrees' : 'The prediction differs'}
      </span>
    );
  return (
    <Section title="Ground truth">
      <Facts
        rows={[
          ['Class', truth.class?.name],
          ['Instance', truth.instance === undefined ? undefined : `#${truth.instance}`],
          ['Box', truth.boxes[0]?.className],
        ]}
      />
      {verdict}
    </Section>
  );
}
