import { type Ref, useImperativeHandle, useRef } from 'react';
import { useIntake } from '../intake.ts';

/** Opens the browser's choosers. */
export interface Choosers {
  files(): void;
  folder(): void;
  views(): void;
}

export function FileInputs({ ref }: { readonly ref: Ref<Choosers> }) {
  const intake = useIntake();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const views = useRef<HTMLInputElement>(null);
  useImperativeHandle(
    ref,
    () => ({
      files: () => files.current?.click(),
      folder: () => folder.current?.click(),
      views: () => views.current?.click(),
    }),
    [],
  );
  const take = (input: HTMLInputElement, pick = intake.pick): void => {
    if (input.files && input.files.length > 0) pick(input.files);
    // So that the same file can be chosen twice in a row.
    input.value = '';
  };
  return (
    <>
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
      <input
        ref={views}
        type="file"
        accept=".json"
        hidden
        data-testid="views-input"
        aria-label="Saved views"
        onChange={(event) => take(event.currentTarget, intake.takeViews)}
      />
    </>
  );
}
