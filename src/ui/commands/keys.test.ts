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
  const state = {} as AppStoreState;
  const find = (...list: Command[]) => commandOf(press('1'), list, state)?.id;
  expect(find(command('a', false), command('b', true), command('c', true))).toBe('b');
  expect(find(command('a', false))).toBeUndefined();
});
