import type { ExportedFile } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import { readViews, viewsAsJson } from './view-files.ts';
import type { SavedView, ViewToolsActions } from './view-tools-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export interface ViewFileWork {
  readonly history: History;
  save(file: ExportedFile): void;
}

const NOTHING_NEW = 'All views of this file are there already';

/** Saved views as a file of their own: for another machine, or for somebody else who has the same scene. */
export function viewFileActions(
  set: Set,
  get: () => AppStoreState,
  { history, save }: ViewFileWork,
): Pick<ViewToolsActions, 'exportViews' | 'readViews'> {
  const change = undoable(set, get, history, 'viewTools');
  const plural = (views: number): string => (views === 1 ? 'view was' : 'views were');
  return {
    exportViews: () => {
      const { scene, viewTools, toast } = get();
      const { savedViews } = viewTools;
      if (!scene || savedViews.length === 0) {
        toast('No view is saved yet: save one first', { tone: 'warning' });
        return;
      }
      const name = `${scene.name}.views.json`;
      save({ name, bytes: viewsAsJson({ scene: scene.name, origin: scene.origin }, savedViews) });
      toast(`${savedViews.length} ${plural(savedViews.length)} written to ${name}`);
    },
    readViews: async (source) => {
      const { scene, revision, toast, report } = get();
      if (!scene) {
        toast('Open the scene of these views first', { tone: 'warning' });
        return;
      }
      try {
        const { savedViews } = get().viewTools;
        let id = Math.max(0, ...savedViews.map((view) => view.id));
        const read = await readViews(source, scene.origin, () => ++id);
        if (get().revision !== revision && get().scene?.set !== scene.set) return;
        const known = new Set(savedViews.map(contentOf));
        const added = read.filter((view) => !known.has(contentOf(view)));
        const undoes = change(`Read ${source.name}`, { savedViews: [...savedViews, ...added] }, { ofScene: true });
        const others = added.length < read.length ? ', the others are there already' : '';
        const text = added.length > 0 ? `${added.length} ${plural(added.length)} read${others}` : NOTHING_NEW;
        toast(text, undoes ? { undoes } : {});
      } catch (error) {
        report(error, `“${source.name}”`);
      }
    },
  };
}

/** The same for the same view, written and read again. */
function contentOf({ name, seen, colorMode, clip, slice }: SavedView): string {
  return JSON.stringify([name, seen.eye, seen.target, seen.projection, colorMode, clip ?? null, slice ?? null]);
}
