import { describe, expect, it } from 'vitest';
import type { AppStoreState } from '../../state/index.ts';
import type { Command } from './command.ts';
import { commandOf, nameOfPress, shownKey } from './keys.ts';

const press = (key: string, held: string = '') => ({
  key,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
});

describe('names of key presses', () => {
  it.each([
    ['f', '', 'f'],
    ['F', 's', 'Shift+f'],
    ['?', 's', '?'],
    ['+', 's', '+'],
    ['z', 'c', 'Mod+z'],
    ['z', 'm', 'Mod+z'],
    ['Z', 'cs', 'Mod+Shift+z'],
    [' ', '', 'Space'],
    ['ArrowLeft', 's', 'Shift+ArrowLeft'],
    ['1', 'a', 'Alt+1'],
  ])('%s %s', (key, held, name) => expect(nameOfPress(press(key, held))).toBe(name));

  it.each([
    ['f', false, 'F'],
    ['Mod+Shift+z', false, 'Ctrl+Shift+Z'],
    ['Mod+Shift+z', true, '⌘⇧Z'],
    ['+', false, '+'],
    ['Mod++', false, 'Ctrl++'],
    ['ArrowLeft', false, '←'],
    ['Space', false, 'Space'],
  ])('%s is printed', (name, isMac, shown) => expect(shownKey(name, isMac)).toBe(shown));
});

it('a key goes to the first command that can run now', () => {
  const command = (id: string, isOn: boolean): Command => ({
    id,
    title: id,
    group: 'Tool',
    keys: ['1'],
    when: () => isOn,
    run: () => undefined,
  });
  const now = { state: {} as AppStoreState, isInFront: () => false };
  const find = (...list: Command[]) => commandOf(press('1'), list, now)?.id;
  expect(find(command('a', false), command('b', true), command('c', true))).toBe('b');
  expect(find(command('a', false))).toBeUndefined();
});

it('a key that two panels share goes to the one in front, unless a tool has it', () => {
  const command = (id: string, panel?: string, isOn = true): Command => ({
    id,
    title: id,
    group: 'Judge',
    keys: ['n'],
    ...(panel !== undefined && { panel }),
    when: () => isOn,
    run: () => undefined,
  });
  const [judge, doubt, tool] = [command('judge', 'judge'), command('doubt', 'doubt'), command('tool')];
  const find = (front: string, ...list: Command[]) =>
    commandOf(press('n'), list, { state: {} as AppStoreState, isInFront: (panel) => panel === front })?.id;
  expect(find('doubt', judge, doubt)).toBe('doubt');
  expect(find('judge', judge, doubt)).toBe('judge');
  expect(find('view', judge, doubt)).toBe('judge');
  expect(find('doubt', tool, judge, doubt)).toBe('tool');
  expect(find('judge', command('judge', 'judge', false), doubt)).toBe('doubt');
});
