import { ChevronDown } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import styles from './Section.module.css';

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly grow?: boolean;
  /** Can be folded; remembered under this name. */
  readonly folds?: string;
  readonly children: ReactNode;
}

/** A titled part of a side panel. */
export function Section({ title, aside, grow, folds, children }: Props) {
  const id = useId();
  const [isFolded, setFolded] = useFolded(folds);
  const classes = [styles['section'], grow && !isFolded && styles['grow']].filter(Boolean).join(' ');
  return (
    <section className={classes} aria-label={title}>
      <header className={styles['header']} data-folded={isFolded}>
        <h2 className={styles['title']}>
          {folds === undefined ? (
            title
          ) : (
            <button
              type="button"
              className={styles['fold']}
              aria-expanded={!isFolded}
              aria-controls={id}
              onClick={() => setFolded(!isFolded)}
            >
              <ChevronDown size={13} aria-hidden /> {title}
            </button>
          )}
        </h2>
        {aside}
      </header>
      <div id={id} className={styles['body']} hidden={isFolded}>
        {children}
      </div>
    </section>
  );
}

function useFolded(name: string | undefined) {
  const key = `voxelens.folded.${name}`;
  const [isFolded, setFolded] = useState(() => {
    try {
      return name !== undefined && localStorage.getItem(key) === 'yes';
    } catch {
      return false; // the browser keeps nothing here
    }
  });
  const put = (next: boolean): void => {
    setFolded(next);
    try {
      if (next) localStorage.setItem(key, 'yes');
      else localStorage.removeItem(key);
    } catch {
      // It holds for this visit.
    }
  };
  return [isFolded, put] as const;
}
