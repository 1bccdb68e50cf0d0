import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

function counter(limit?: number) {
  const told: unknown[] = [];
  const history = new History((tops) => told.push(tops), limit);
  let value = 0;
  const change = (next: number, extra: { merge?: string; ofScene?: boolean } = {}): number => {
    const before = value;
    value = next;
    const set = (to: number) => () => {
      value = to;
    };
    return history.record({ title: `to ${next}`, undo: set(before), redo: set(next), ...extra });
  };
  return { history, told, change, value: () => value };
}

describe('History', () => {
  it('goes back and forth in order, and tells what comes next', () => {
    const { history, change, value, told } = counter();
    change(1);
    change(2);
    expect(history.undo()).toBe('to 2');
    expect(value()).toBe(1);
    expect(history.tops).toEqual({ undo: { id: 1, title: 'to 1' }, redo: { id: 2, title: 'to 2' } });
    expect(told.at(-1)).toEqual(history.tops);
    expect(history.undo()).toBe('to 1');
    expect(history.undo()).toBeUndefined();
    expect(value()).toBe(0);
    history.redo();
    expect(history.redo()).toBe('to 2');
    expect(value()).toBe(2);
    expect(history.redo()).toBeUndefined();
  });

  it('a new change ends what could be redone', () => {
    const { history, change, value } = counter();
    change(1);
    history.undo();
    change(5);
    expect(history.redo()).toBeUndefined();
    expect(value()).toBe(5);
  });

  it('makes one step of a drag, and another of the next drag', () => {
    const { history, change, value } = counter();
    for (const next of [1, 2, 3]) change(next, { merge: 'size' });
    history.settle();
    for (const next of [4, 5]) change(next, { merge: 'size' });
    change(6, { merge: 'other' });
    history.undo();
    expect(value()).toBe(5);
    history.undo();
    expect(value()).toBe(3);
    history.undo();
    expect(value()).toBe(0);
    history.redo();
    expect(value()).toBe(3);
  });

  it('does not merge over an undo', () => {
    const { history, change, value } = counter();
    change(1, { merge: 'size' });
    change(2);
    history.undo();
    change(3, { merge: 'size' });
    history.undo();
    expect(value()).toBe(1);
  });

  it('keeps a bounded number of steps', () => {
    const { history, change, value } = counter(3);
    for (const next of [1, 2, 3, 4, 5]) change(next);
    while (history.undo());
    expect(value()).toBe(2);
  });

  it('forgets what belongs to a scene that is gone, and nothing else', () => {
    const { history, change } = counter();
    change(1);
    change(2, { ofScene: true });
    history.forgetScene();
    expect(history.tops).toEqual({ undo: { id: 1, title: 'to 1' } });
  });

  it('records nothing while it replays', () => {
    const history = new History();
    const record = () => history.record({ title: 'a', undo: record, redo: () => undefined });
    record();
    history.undo();
    expect(history.tops).toEqual({ redo: { id: 1, title: 'a' } });
  });
});
