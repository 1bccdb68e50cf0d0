import { Combine, Maximize2, Minimize2, Plus, Split, Trash2 } from 'lucide-react';
import { labelSet } from '../../core/index.ts';
import { useCommands } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { Section } from '../controls/Section.tsx';
import { Select } from '../controls/Select.tsx';
import { useApp } from '../store-context.ts';
import styles from './SegmentPanel.module.css';

const ACTIONS = [
  ['segment.grow', 'Grow', Maximize2],
  ['segment.shrink', 'Shrink', Minimize2],
  ['segment.split', 'Split', Split],
  ['segment.merge', 'Merge into the one before', Combine],
  ['segment.remove', 'Remove', Trash2],
] as const;

/** What can be done to the object at hand. */
export function ObjectActions() {
  const current = useApp(({ segment }) => segment.objects.find(({ id }) => id === segment.current));
  const labels = useApp((state) => state.segment.labelSet);
  const setClass = useApp((state) => state.setSegmentClass);
  const { run, keyHint } = useCommands();
  if (!current) return <p className={styles['soft']}>The next click begins an object.</p>;
  const classes = labels === undefined ? [] : labelSet(labels).classes;
  return (
    <Section title={`Object ${current.id}`}>
      <div className={styles['row']} role="toolbar" aria-label="The object at hand">
        {ACTIONS.map(([id, title, icon]) => (
          <Button key={id} icon={icon} iconOnly label={`${title}${keyHint(id)}`} onClick={() => run(id)} />
        ))}
      </div>
      {classes.length > 0 && (
        <Select
          label="Class"
          value={String(current.classId ?? '')}
          options={[
            { value: '', text: 'as predicted' },
            ...classes.map(({ name }, id) => ({ value: String(id), text: id < 9 ? `${name} (${id + 1})` : name })),
          ]}
          onChange={(value: string) => setClass(value === '' ? undefined : Number(value))}
        />
      )}
      <Button icon={Plus} label={`New object${keyHint('segment.new')}`} onClick={() => run('segment.new')} />
    </Section>
  );
}
