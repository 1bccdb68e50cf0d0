import type { Command } from './command.ts';

export const fileCommands: readonly Command[] = [
  {
    id: 'file.open',
    title: 'Open files',
    group: 'File',
    keys: ['o', 'Mod+o'],
    words: 'load cloud import',
    run: ({ page }) => page.openFiles(),
  },
  {
    id: 'file.openFolder',
    title: 'Open a folder',
    group: 'File',
    words: 'load sequence dataset',
    run: ({ page }) => page.openFolder(),
  },
  {
    id: 'file.export',
    title: 'Export cloud and labels',
    group: 'File',
    keys: ['e'],
    words: 'save write download',
    when: ({ revision, activity }) => revision > 0 && activity === undefined,
    run: ({ page }) => page.showExport(),
  },
  {
    id: 'edit.undo',
    title: 'Undo',
    group: 'Edit',
    keys: ['Mod+z'],
    when: ({ history }) => history.undo !== undefined,
    run: ({ store }) => store.getState().undo(),
  },
  {
    id: 'edit.redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Mod+Shift+z', 'Mod+y'],
    when: ({ history }) => history.redo !== undefined,
    run: ({ store }) => store.getState().redo(),
  },
];
