import { Eye, EyeOff } from 'lucide-react';
import { useId, useMemo } from 'react';
import { type LegendRow, legend } from '../../inspection/index.ts';
import {
  CLASS_SOURCES,
  COLOR_KEYS,
  COLOR_MODE_NAMES,
  COLOR_SCALES,
  type ColorMode,
  effectiveColorMode,
  scaleStops,
  splitColorMode,
} from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { count } from '../format.ts';
import { useApp, useAppStore } from '../store-context.ts';
import styles from './Legend.module.css';

/**
 * What the colours mean, and swatch, name, count, eye and solo for each class; stays put from cloud to cloud. Two linked views in different
 * colours each have their own.
 */
export function Legend() {
  const mode = useApp(effectiveColorMode);
  const right = useApp(splitColorMode);
  const hidden = useApp((state) => state.view.hiddenClasses);
  const showAllClasses = useApp((state) => state.showAllClasses);
  const isSplit = right !== undefined && right !== mode;
  return (
    <Section
      title="Classes"
      folds="classes"
      grow={!isSplit}
      aside={
        hidden.length > 0 ? <Button label="Show all" onClick={showAllClasses} title="Show all classes (H)" /> : null
      }
    >
      {isSplit ? (
        <div className={styles['sides']}>
          <Side
            title="Left"
            mode={mode}
            hasRows={CLASS_SOURCES[mode] !== undefined || CLASS_SOURCES[right] === undefined}
          />
          <Side title="Right" mode={right} hasRows={CLASS_SOURCES[right] !== undefined} />
        </div>
      ) : (
        <>
          <Ramp mode={mode} />
          <Rows mode={mode} />
        </>
      )}
    </Section>
  );
}

interface SideProps {
  readonly title: string;
  readonly mode: ColorMode;
  readonly hasRows: boolean;
}

function Side({ title, mode, hasRows }: SideProps) {
  const heading = useId();
  return (
    <section className={styles['side']} aria-labelledby={heading}>
      <h3 id={heading} className={styles['heading']}>
        {title}: {COLOR_MODE_NAMES[mode]}
      </h3>
      <Ramp mode={mode} />
      {hasRows && <Rows mode={mode} />}
    </section>
  );
}

function Rows({ mode }: { readonly mode: ColorMode }) {
  const { registry } = useAppStore();
  const revision = useApp((state) => state.revision);
  const hidden = useApp((state) => state.view.hiddenClasses);
  const source = CLASS_SOURCES[mode] ?? 'prediction';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision stands for the registry's content
  const rows = useMemo(() => {
    const entry = registry.current;
    if (!entry) return [];
    const outcome = source === 'second' ? entry.judged?.second : entry.outcome;
    return legend(entry.scene, outcome?.understanding.prediction, source === 'truth' ? 'truth' : 'prediction');
  }, [registry, revision, source]);
  const ids = rows.map((row) => row.classId);
  if (rows.length === 0) return <p className={styles['empty']}>Classes appear when the scene is understood.</p>;
  return (
    <ul className={styles['rows']}>
      {rows.map((row) => (
        <Row
          key={row.classId}
          row={row}
          all={ids}
          isHidden={hidden.includes(row.classId)}
          plain={CLASS_SOURCES[mode] === undefined}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: LegendRow;
  readonly all: readonly number[];
  readonly isHidden: boolean;
  /** The points do not show class colours now. */
  readonly plain: boolean;
}

function Row({ row, all, isHidden, plain }: RowProps) {
  const toggleClass = useApp((state) => state.toggleClass);
  const soloClass = useApp((state) => state.soloClass);
  return (
    <li className={styles['row']} data-hidden={isHidden} data-absent={row.count === 0} data-class={row.name}>
      <button
        type="button"
        className={styles['solo']}
        title={`Show ${row.name} alone`}
        aria-label={`${row.name}, ${count(row.count)} points: show alone`}
        onClick={() => soloClass(row.classId, all)}
      >
        <span className={styles['swatch']} data-plain={plain} style={{ background: `rgb(${row.color.join(' ')})` }} />
        <span className={styles['name']}>{row.name}</span>
        <span className={styles['count']}>{row.count === 0 ? '–' : count(row.count)}</span>
      </button>
      <Button
        icon={isHidden ? EyeOff : Eye}
        iconOnly
        label={`Show ${row.name}`}
        pressed={!isHidden}
        className={styles['eye'] ?? ''}
        onClick={() => toggleClass(row.classId)}
      />
    </li>
  );
}

/** What the colours mean where they are not classes. */
function Ramp({ mode }: { mode: ColorMode }) {
  const scale = COLOR_SCALES[mode];
  const key = COLOR_KEYS[mode];
  if (key) {
    return (
      <p className={styles['key']}>
        {key.map(([text, color]) => (
          <span key={text} className={styles['entry']}>
            <span className={styles['swatch']} style={{ background: `rgb(${color.join(' ')})` }} /> {text}
          </span>
        ))}
      </p>
    );
  }
  if (!scale) return null;
  return (
    <div className={styles['ramp']}>
      <span>{scale.from}</span>
      <span
        className={styles['gradient']}
        style={{ background: `linear-gradient(90deg, ${scaleStops(scale).join(',')})` }}
      />
      <span>{scale.to}</span>
    </div>
  );
}
