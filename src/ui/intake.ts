import { createContext, useContext } from 'react';

/** Ways in for files. What turns them into byte sources is bound in `app`. */
export interface Intake {
  /** Must be called inside the drop event: the browser empties the transfer when the handler returns. */
  drop(transfer: DataTransfer): void;
  pick(files: FileList): void;
  /** Lists of finds, written here before. */
  takeFinds(files: FileList): void;
  /** Saved views, written here before. */
  takeViews(files: FileList): void;
}

export const IntakeContext = createContext<Intake>({
  drop: () => undefined,
  pick: () => undefined,
  takeFinds: () => undefined,
  takeViews: () => undefined,
});

export function useIntake(): Intake {
  return useContext(IntakeContext);
}
