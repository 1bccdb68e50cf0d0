import { Download, HardDriveDownload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import parts from '../controls/PanelParts.module.css';
import { useApp } from '../store-context.ts';

/** What was taught, as a model of its own: kept here for the next frame and visit, or written as a file. */
export function KeepTaught() {
  const [name, setName] = useState('');
  const hasReport = useApp((state) => state.teach.report !== undefined);
  const scene = useApp((state) => state.scene?.name ?? '');
  const keepTaught = useApp((state) => state.keepTaught);
  const exportTaught = useApp((state) => state.exportTaught);
  const title = name.trim() === '' ? `Taught on ${scene}` : name.trim();
  return (
    <div className={parts['rows']}>
      <input
        className={parts['input']}
        value={name}
        maxLength={60}
        placeholder={`Taught on ${scene}`}
        aria-label="Name of the model"
        onChange={(event) => setName(event.target.value)}
      />
      <div className={parts['buttons']}>
        <Button
          icon={HardDriveDownload}
          label="Keep as a model"
          disabled={!hasReport}
          onClick={() => void keepTaught(title)}
        />
        <Button icon={Download} label="Write a file" disabled={!hasReport} onClick={() => void exportTaught(title)} />
      </div>
      <p className={parts['note']}>
        Kept on this device and used for this scene and the next frames. The model that ships stays as it is.
      </p>
    </div>
  );
}
