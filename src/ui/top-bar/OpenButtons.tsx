import { FileUp, FolderOpen } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { Button } from '../controls/Button.tsx';
import { useIntake } from '../intake.ts';

/** Open files, open a folder. `openFilesRef` lets the O key press the first one. */
export function OpenButtons({ openFilesRef }: { openFilesRef: RefObject<HTMLButtonElement | null> }) {
  const intake = useIntake();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    if (input.files && input.files.length > 0) intake.pick(input.files);
    // So that the same file can be chosen twice in a row.
    input.value = '';
  };
  return (
    <>
      <Button
        ref={openFilesRef}
        icon={FileUp}
        label="Open files"
        tone="primary"
        onClick={() => files.current?.click()}
      />
      <Button icon={FolderOpen} label="Open folder" onClick={() => folder.current?.click()} />
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        aria-label="Point cloud files"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        data-testid="folder-input"
        aria-label="Folder of point cloud files"
        onChange={(event) => take(event.currentTarget)}
        {...{ webkitdirectory: '' }}
      />
    </>
  );
}
