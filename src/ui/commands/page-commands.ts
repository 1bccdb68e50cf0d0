import { PANELS } from '../dock/panels.ts';
import { TOOLS } from '../tools/tools.ts';
import type { Command } from './command.ts';

/** Panels, tools, themes, help. */
export const pageCommands: readonly Command[] = [
  ...TOOLS.map(
    ({ id, title, keys, when }): Command => ({
      id: `tool.${id}`,
      title: `Tool: ${title}`,
      group: 'Tool',
      ...(keys && { keys }),
      ...(when && { when }),
      run: ({ store }) => store.getState().setTool(id),
    }),
  ),
  ...PANELS.map(
    ({ id, title, when }): Command => ({
      id: `panel.${id}`,
      title: `Panel: ${title}`,
      group: 'Page',
      words: 'dock tab show',
      ...(when && { when }),
      run: ({ dock }) => dock.reveal(id),
    }),
  ),
  {
    id: 'page.left',
    title: 'Show or hide the left side',
    group: 'Page',
    keys: ['['],
    words: 'panel dock collapse',
    run: ({ dock }) => dock.toggle('left'),
  },
  {
    id: 'page.right',
    title: 'Show or hide the right side',
    group: 'Page',
    keys: [']'],
    words: 'panel dock collapse',
    run: ({ dock }) => dock.toggle('right'),
  },
  {
    id: 'page.picture',
    title: 'Picture alone, or with its panels again',
    group: 'Page',
    keys: ['\\'],
    words: 'panel dock collapse full',
    run: ({ dock }) => dock.toggleAll(),
  },
  {
    id: 'page.resetLayout',
    title: 'Put all panels back',
    group: 'Page',
    words: 'layout default dock',
    run: ({ dock, store }) => {
      dock.reset();
      store.getState().toast('All panels are where they were at first.');
    },
  },
  {
    id: 'page.dark',
    title: 'Theme: dark',
    group: 'Page',
    words: 'appearance night',
    run: ({ page }) => page.setTheme('dark'),
  },
  {
    id: 'page.light',
    title: 'Theme: light',
    group: 'Page',
    words: 'appearance day',
    run: ({ page }) => page.setTheme('light'),
  },
  {
    id: 'page.systemTheme',
    title: 'Theme: as the system',
    group: 'Page',
    words: 'appearance auto',
    run: ({ page }) => page.setTheme('system'),
  },
  {
    id: 'page.profiler',
    title: 'Show or hide the time of each layer',
    group: 'Page',
    keys: ['l'],
    words: 'profiler performance',
    run: ({ store }) => store.getState().showProfiler(!store.getState().isProfilerShown),
  },
  {
    id: 'page.palette',
    title: 'Find a command',
    group: 'Page',
    keys: ['Mod+k', '/'],
    run: ({ page }) => page.showPalette(),
  },
  {
    id: 'page.help',
    title: 'List of keys',
    group: 'Page',
    keys: ['?'],
    words: 'help',
    run: ({ page }) => page.showHelp(),
  },
];
