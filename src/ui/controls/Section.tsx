import type { ReactNode } from 'react';
import styles from './Section.module.css';

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly grow?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a side panel. */
export function Section({ title, aside, grow, children }: Props) {
  return (
    <section className={grow ? `${styles['section']} ${styles['grow']}` : styles['section']} aria-label={title}>
      <header className={styles['header']}>
        <h2 className={styles['title']}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
