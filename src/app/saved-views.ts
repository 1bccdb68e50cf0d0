import type { AppStore, SavedView, SceneSummary } from '../state/index.ts';

const KEY = 'voxelens.views';
/** Scenes whose views are kept; the ones not seen for longest go first. */
const MOST_SCENES = 50;

type Kept = readonly (readonly [scene: string, views: readonly SavedView[]])[];

/** Keeps the views that the person saves in this browser, one list a scene, and brings them back with the scene. */
export function keepViews(store: AppStore, storage: () => Storage = () => localStorage): () => void {
  return store.subscribe((state, previous) => {
    const { scene, viewTools } = state;
    if (!scene) return;
    if (scene.set !== previous.scene?.set) {
      const views = read(storage).find(([name]) => name === nameOf(scene))?.[1] ?? [];
      if (views.length > 0) state.restoreViews(views);
    } else if (viewTools.savedViews !== previous.viewTools.savedViews) {
      write(storage, nameOf(scene), viewTools.savedViews);
    }
  });
}

function nameOf({ dataset, title }: SceneSummary): string {
  return `${dataset}/${title}`;
}

function write(storage: () => Storage, scene: string, views: readonly SavedView[]): void {
  const others = read(storage).filter(([name]) => name !== scene);
  const kept: Kept = [...others, ...(views.length > 0 ? [[scene, views] as const] : [])].slice(-MOST_SCENES);
  try {
    storage().setItem(KEY, JSON.stringify(kept));
  } catch {
    // The views hold for this visit.
  }
}

function read(storage: () => Storage): Kept {
  try {
    const kept: unknown = JSON.parse(storage().getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return []; // the browser keeps nothing here, or another program's text
  }
}

function isKept(entry: unknown): entry is Kept[number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Array.isArray(entry[1]) && entry[1].every(isView);
}

function isView(view: Partial<SavedView> | null): boolean {
  const isPlace = (place: unknown): boolean =>
    Array.isArray(place) && place.length === 3 && place.every((metres) => Number.isFinite(metres));
  return (
    typeof view === 'object' &&
    typeof view?.id === 'number' &&
    typeof view.name === 'string' &&
    isPlace(view.seen?.eye) &&
    isPlace(view.seen?.target)
  );
}
