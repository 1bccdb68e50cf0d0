import { Plus } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import type { LabelClass } from '../../core/index.ts';
import { taughtLabels } from '../../state/index.ts';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { useApp } from '../store-context.ts';
import styles from './TeachPanel.module.css';

/** Classes of the model and those that were added. */
export function useTaughtClasses(): readonly LabelClass[] {
  const labelSet = useApp((state) => state.teach.labelSet);
  const addedClasses = useApp((state) => state.teach.addedClasses);
  return useMemo(
    () => (labelSet === undefined ? [] : taughtLabels(labelSet, addedClasses).classes),
    [labelSet, addedClasses],
  );
}

/** Which class the next click teaches, and the way to a new one. */
export function ClassChooser() {
  const classes = useTaughtClasses();
  const chosen = useApp((state) => state.teach.classId);
  const clicks = useApp((state) => state.teach.clicks);
  const setTeachClass = useApp((state) => state.setTeachClass);
  return (
    <div className={parts['rows']}>
      <fieldset className={styles['classes']} aria-label="Class that a click teaches">
        {classes.map(({ name, color }, classId) => {
          const own = clicks.filter((click) => click.classId === classId).length;
          return (
            <label key={name} className={styles['class']}>
              <input
                type="radio"
                name="teach-class"
                checked={classId === chosen}
                onChange={() => setTeachClass(classId)}
              />
              <span className={styles['swatch']} style={{ background: `rgb(${color.join()})` }} aria-hidden />
              {name}
              {own > 0 && <span className={styles['count']}>{own}</span>}
            </label>
          );
        })}
      </fieldset>
      <NewClass />
    </div>
  );
}

function NewClass() {
  const [name, setName] = useState('');
  const addTeachClass = useApp((state) => state.addTeachClass);
  const add = (event: FormEvent): void => {
    event.preventDefault();
    addTeachClass(name);
    setName('');
  };
  return (
    <form className={styles['form']} onSubmit={add}>
      <input
        className={parts['input']}
        value={name}
        maxLength={40}
        placeholder="New class, e.g. floor lamp"
        aria-label="Name of a new class"
        onChange={(event) => setName(event.target.value)}
      />
      <Button icon={Plus} type="submit" label="Add" disabled={name.trim() === ''} />
    </form>
  );
}
