import type { AvailableModel, Engine, ExportedFile } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';

type Set = (update: (state: AppStoreState) => Partial<AppStoreState>) => void;

/** What is done with a model that was made here. */
export function modelKeeping(
  set: Set,
  get: () => AppStoreState,
  { engine, save }: { readonly engine: Engine; readonly save: (file: ExportedFile) => void },
) {
  const attempt = async (title: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      get().report(error, `the model “${title}”`);
    }
  };
  return {
    /** Keeps it on this device, and chooses it. */
    keep: (title: string, keep: () => Promise<AvailableModel>): Promise<void> =>
      attempt(title, async () => {
        const { name, kept } = await keep();
        const available = await engine.models();
        set((state) => ({ model: { ...state.model, available } }));
        const where = kept === 'browser' ? 'in this browser' : 'until this page is closed';
        get().toast(`“${title}” is kept ${where}.`);
        await get().setModel(name);
      }),
    write: (title: string, pack: () => Promise<ExportedFile>): Promise<void> =>
      attempt(title, async () => {
        save(await pack());
        get().toast(`“${title}” was written.`);
      }),
  };
}
