import { useState } from 'react';
import type { JudgedObject } from '../../evaluation/index.ts';
import { objectKey, objectTitle } from '../../inspection/index.ts';
import { Button } from '../controls/Button.tsx';
import { count, plural } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './ObjectList.module.css';
import { objectReason } from './titles.ts';

/** More rows than this are read by nobody; the rest comes on demand. */
const FIRST = 60;

interface Props {
  readonly list: 'instances' | 'boxes';
  readonly objects: readonly JudgedObject[];
}

/** Objects of one kind; a click flies to one. */
export function ObjectList({ list, objects }: Props) {
  const classes = useApp((state) => state.judge.report?.mapping.classes);
  const selected = useApp((state) => state.judge.object);
  const selectObject = useApp((state) => state.selectObject);
  const [isAll, setAll] = useState(false);
  if (!classes) return null;
  if (objects.length === 0) return <p className={styles['none']}>None at these thresholds.</p>;
  const chosen = selected && objectKey(selected);
  const name = (classId: number): string => classes[classId]?.name ?? 'object';
  return (
    <>
      <ul className={styles['list']} aria-label="Objects">
        {(isAll ? objects : objects.slice(0, FIRST)).map((object) => {
          const key = objectKey(object);
          const title = objectTitle(object, classes);
          return (
            <li key={key}>
              <button
                type="button"
                className={styles['object']}
                aria-current={key === chosen}
                onClick={() => selectObject(object, list, title)}
              >
                <span className={styles['title']}>{title}</span>
                {object.points !== undefined && (
                  <span className={styles['points']} title={plural(object.points, 'point')}>
                    {count(object.points)}
                  </span>
                )}
                <span className={styles['why']}>{objectReason(name, object)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {!isAll && objects.length > FIRST && (
        <Button label={`Show all ${count(objects.length)}`} onClick={() => setAll(true)} />
      )}
    </>
  );
}
