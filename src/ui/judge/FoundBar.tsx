import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useCommands, useTakerOf } from '../commands/command-context.ts';
import { Button } from '../controls/Button.tsx';
import { plural } from '../format.ts';
import { useApp } from '../store-context.ts';
import styles from './FoundBar.module.css';

/** What is lit up in the picture, and the way from one group of it to the next. */
export function FoundBar() {
  const found = useApp((state) => state.judge.found);
  const stepFound = useApp((state) => state.stepFound);
  const clearFound = useApp((state) => state.clearFound);
  const { keyHint } = useCommands();
  const hasKeys = useTakerOf('n')?.id === 'judge.next';
  if (!found) return null;
  const { title, count, clusters, at } = found;
  return (
    <div className={styles['bar']} data-testid="found">
      <div className={styles['text']}>
        <strong>{title}</strong>
        <span>
          {count > 0 ? plural(count, 'point') : found.query ? 'no points' : 'a box'}
          {clusters.length > 1 && ` · group ${at + 1} of ${clusters.length}${clusters.length === 100 ? '+' : ''}`}
        </span>
      </div>
      {clusters.length > 1 && (
        <>
          <Button
            icon={ChevronLeft}
            iconOnly
            label={`Group before${hasKeys ? keyHint('judge.previous') : ''}`}
            onClick={() => stepFound(-1)}
          />
          <Button
            icon={ChevronRight}
            iconOnly
            label={`Next group${hasKeys ? keyHint('judge.next') : ''}`}
            onClick={() => stepFound(1)}
          />
        </>
      )}
      <Button icon={X} iconOnly label={`Show all points again${keyHint('judge.clear')}`} onClick={clearFound} />
    </div>
  );
}
