import { describe, expect, it } from 'vitest';
import { firstLayout, moved, resized, restoredLayout, revealed, sideOf, withOpen } from './layout.ts';

const PANELS = [
  { id: 'scene', side: 'left' },
  { id: 'inspector', side: 'right' },
  { id: 'judge', side: 'right' },
  { id: 'timeline', side: 'bottom' },
] as const;

describe('layout', () => {
  it('moves a panel to another side and brings it to the front there', () => {
    const layout = moved(firstLayout(PANELS), 'inspector', 'left');
    expect(layout.left).toMatchObject({ panels: ['scene', 'inspector'], active: 'inspector' });
    expect(layout.right).toMatchObject({ panels: ['judge'], active: 'judge' });
    expect(moved(layout, 'inspector', 'left')).toBe(layout);
  });

  it('opens the side of a panel that is asked for', () => {
    const closed = withOpen(firstLayout(PANELS), 'right', false);
    expect(revealed(closed, 'judge').right).toMatchObject({ isOpen: true, active: 'judge' });
    expect(revealed(closed, 'nothing')).toBe(closed);
  });

  it('keeps sizes usable', () => {
    expect(resized(firstLayout(PANELS), 'left', 10).left.size).toBe(220);
    expect(resized(firstLayout(PANELS), 'left', 9999).left.size).toBe(560);
  });
});

describe('a layout of an earlier visit', () => {
  it('comes back as it was', () => {
    const layout = resized(moved(firstLayout(PANELS), 'judge', 'left'), 'left', 333);
    expect(restoredLayout(JSON.parse(JSON.stringify(layout)), PANELS)).toEqual(layout);
  });

  it('gets new panels and loses those that are gone', () => {
    const kept = { left: { panels: ['old', 'judge'], active: 'old', size: 300, isOpen: false } };
    const layout = restoredLayout(kept, PANELS);
    expect(layout.left).toEqual({ panels: ['scene', 'judge'], active: 'scene', size: 300, isOpen: false });
    expect(layout.right.panels).toEqual(['inspector']);
    expect(sideOf(layout, 'timeline')).toBe('bottom');
  });

  it.each([undefined, 7, [], 'x', { left: 3 }, { left: { panels: 'scene', size: 'big' } }])(
    'is not trusted: %j',
    (kept) => {
      expect(restoredLayout(kept, PANELS)).toEqual(firstLayout(PANELS));
    },
  );

  it('shows a panel once where the kept layout has it twice', () => {
    const twice = { panels: ['judge'], active: 'judge', size: 300, isOpen: true };
    const layout = restoredLayout({ left: twice, right: twice }, PANELS);
    expect(Object.values(layout).flatMap(({ panels }) => panels)).toHaveLength(PANELS.length);
  });
});
