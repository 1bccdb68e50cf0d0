import { Check, Download, HardDriveDownload, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { count } from '../format.ts';
import { useApp } from '../store-context.ts';

/** What to do with the fine-tuned network. */
export function TunedNetwork() {
  const [name, setName] = useState('');
  const isUsed = useApp((state) => state.tuning.usedFor === state.teach.clicks);
  const wasUsed = useApp((state) => state.tuning.usedFor !== undefined);
  const changedPoints = useApp((state) => state.tuning.changedPoints);
  const scene = useApp((state) => state.scene?.name ?? '');
  const useTuned = useApp((state) => state.useTuned);
  const keepTuned = useApp((state) => state.keepTuned);
  const exportTuned = useApp((state) => state.exportTuned);
  const discardTuned = useApp((state) => state.discardTuned);
  const offered = `Fine-tuned on ${scene}`;
  const title = name.trim() === '' ? offered : name.trim();
  return (
    <>
      <Button
        icon={Check}
        tone={isUsed ? 'plain' : 'primary'}
        label={isUsed ? 'In use' : 'Use it'}
        disabled={isUsed}
        onClick={useTuned}
      />
      {isUsed && changedPoints !== undefined && (
        <p className={parts['note']}>{`${count(changedPoints)} points changed. Undo brings the refit back.`}</p>
      )}
      {wasUsed && !isUsed && (
        <p className={parts['note']}>The clicks are others now, and the picture shows their refit.</p>
      )}
      <input
        className={parts['input']}
        value={name}
        maxLength={60}
        placeholder={offered}
        aria-label="Name of the fine-tuned model"
        onChange={(event) => setName(event.target.value)}
      />
      <div className={parts['buttons']}>
        <Button icon={HardDriveDownload} label="Keep as model" onClick={() => void keepTuned(title)} />
        <Button icon={Download} label="Write a file" onClick={() => void exportTuned(title)} />
        <Button icon={Trash2} label="Discard" onClick={discardTuned} />
      </div>
    </>
  );
}
