import { RotateCcw } from 'lucide-react';
import { useId, useState } from 'react';
import { type OpenOverrides, type OverrideName, type ReadingDecision, withOverride } from '../../core/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import styles from './Reading.module.css';

const TITLES: Readonly<Record<OverrideName, string>> = {
  layout: 'Layout',
  columns: 'Columns',
  sensorFrame: 'Sensor frame',
  up: 'Up axis',
  units: 'Units',
};
const OTHER = 'other…';

/** What was decided while the files were read, and why; a person may decide otherwise and read them again. */
export function Reading() {
  const scene = useApp((state) => state.scene);
  if (!scene || scene.reading.length === 0) return null;
  // A draft belongs to what it was made over.
  return <Draft key={`${scene.set}`} reading={scene.reading} />;
}

function Draft({ reading }: { readonly reading: readonly ReadingDecision[] }) {
  const readAgain = useApp((state) => state.readAgain);
  const activity = useApp((state) => state.activity);
  const [changed, setChanged] = useState<Partial<Record<OverrideName, string>>>({});
  const overrides = overridesWith(reading, changed);
  const isChanged = reading.some(({ name, value }) => changed[name] !== undefined && changed[name] !== value);
  const isChosen = reading.some(({ isOverridden }) => isOverridden);
  return (
    <Section
      title="How it was read"
      folds="reading"
      aside={
        isChosen ? (
          <Button
            icon={RotateCcw}
            iconOnly
            label="Decide everything anew"
            disabled={activity !== undefined}
            onClick={() => void readAgain({})}
          />
        ) : null
      }
    >
      <div className={styles['rows']} data-testid="reading">
        {reading.map((decision) => (
          <Decision
            key={decision.name}
            decision={decision}
            value={changed[decision.name] ?? decision.value}
            onChange={(value) => setChanged({ ...changed, [decision.name]: value })}
          />
        ))}
      </div>
      {isChanged && (
        <div className={styles['again']}>
          <Button
            tone="primary"
            label="Read again"
            disabled={overrides === undefined || activity !== undefined}
            onClick={() => overrides && void readAgain(overrides)}
          />
          {overrides === undefined && <span className={styles['wrong']}>Name x, y and z once each.</span>}
        </div>
      )}
    </Section>
  );
}

interface DecisionProps {
  readonly decision: ReadingDecision;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Decision({ decision, value, onChange }: DecisionProps) {
  const { name, reason, choices, isOverridden } = decision;
  const [isFree, setFree] = useState(false);
  const hint = useId();
  const all = choices.includes(decision.value) ? choices : [decision.value, ...choices];
  const options = all.map((text) => ({ value: text, text }));
  return (
    <div className={styles['row']} data-decision={name} data-overridden={isOverridden}>
      {isFree ? (
        <label className={styles['field']}>
          <span>{TITLES[name]}</span>
          <input
            type="text"
            value={value}
            spellCheck={false}
            aria-describedby={hint}
            onChange={(event) => onChange(event.target.value)}
          />
        </label>
      ) : (
        <Select
          label={TITLES[name]}
          value={value}
          disabled={all.length < 2 && name !== 'columns'}
          options={name === 'columns' ? [...options, { value: OTHER, text: OTHER }] : options}
          onChange={(next) => (next === OTHER ? setFree(true) : onChange(next))}
        />
      )}
      <p id={hint} className={styles['reason']}>
        {isFree ? 'Names from the first column on: x y z intensity ring red nx …, _ leaves one out' : because(reason)}
      </p>
    </div>
  );
}

function because(reason: string): string {
  return reason === '' ? '' : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
}

/** What the person decided before, and now. Undefined while something of it makes no sense. */
function overridesWith(
  reading: readonly ReadingDecision[],
  changed: Partial<Record<OverrideName, string>>,
): OpenOverrides | undefined {
  let overrides: OpenOverrides | undefined = {};
  for (const { name, value, isOverridden } of reading) {
    const text =
      changed[name] !== undefined && changed[name] !== value ? changed[name] : isOverridden ? value : undefined;
    if (text !== undefined && overrides) overrides = withOverride(overrides, name, text);
  }
  return overrides;
}
