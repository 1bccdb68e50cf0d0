import { Copy, MoveVertical, Ruler, Trash2, TriangleRight } from 'lucide-react';
import { measureText } from '../../overlays/index.ts';
import { INSPECT_TOOL, type KeptMeasure, MEASURE_TOOLS, type MeasureTool } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { useApp } from '../store-context.ts';
import { measuresAsText } from './measures-as-text.ts';
import styles from './ViewPanel.module.css';

const KINDS = [
  { tool: 'measure-distance', label: 'Distance', icon: Ruler },
  { tool: 'measure-height', label: 'Height', icon: MoveVertical },
  { tool: 'measure-angle', label: 'Angle', icon: TriangleRight },
] as const;

const WAITING = {
  distance: ['Click the first point.', 'Click the second point.'],
  height: ['Click the first point.', 'Click the second point.'],
  angle: ['Click a point of the first arm.', 'Click the corner.', 'Click a point of the second arm.'],
} as const;

/** Distances, differences in height and angles: their tools, and a list of what was measured. */
export function MeasureSection() {
  const { measures, draft } = useApp((state) => state.viewTools);
  const tool = useApp((state) => state.tool);
  const origin = useApp((state) => state.scene?.origin);
  const setTool = useApp((state) => state.setTool);
  const removeMeasure = useApp((state) => state.removeMeasure);
  const clearMeasures = useApp((state) => state.clearMeasures);
  const toast = useApp((state) => state.toast);
  const kind = MEASURE_TOOLS[tool as MeasureTool];
  const copy = (list: readonly KeptMeasure[]): void => {
    navigator.clipboard.writeText(measuresAsText(list, origin ?? [0, 0, 0])).then(
      () => toast(list.length === 1 ? 'Measure copied' : `${list.length} measures copied`),
      () => toast('The browser does not let the page copy', { tone: 'warning' }),
    );
  };
  return (
    <Section
      title="Measure"
      aside={
        measures.length > 0 && (
          <span>
            <Button icon={Copy} iconOnly label="Copy all measures" onClick={() => copy(measures)} />
            <Button icon={Trash2} iconOnly label="Delete all measures" onClick={clearMeasures} />
          </span>
        )
      }
    >
      <div className={styles['rows']}>
        <div className={styles['buttons']}>
          {KINDS.map(({ tool: id, label, icon }) => (
            <Button
              key={id}
              icon={icon}
              label={label}
              pressed={tool === id}
              onClick={() => setTool(tool === id ? INSPECT_TOOL : id)}
            />
          ))}
        </div>
        {kind && <p className={styles['note']}>{WAITING[kind][draft?.points.length ?? 0]} Esc ends measuring.</p>}
        {measures.length > 0 && (
          <ul className={styles['list']} aria-label="Measures">
            {measures.map((measure) => (
              <li key={measure.id} className={styles['item']}>
                <span className={styles['kind']}>
                  {measure.id} {measure.kind}
                </span>
                <span className={styles['value']}>{measureText(measure)}</span>
                <Button icon={Copy} iconOnly label={`Copy measure ${measure.id}`} onClick={() => copy([measure])} />
                <Button
                  icon={Trash2}
                  iconOnly
                  label={`Delete measure ${measure.id}`}
                  onClick={() => removeMeasure(measure.id)}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
