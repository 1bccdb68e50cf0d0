import { afterEach, expect, it, vi } from 'vitest';
import { peek } from './peek.ts';

afterEach(() => vi.useRealTimers());

it('a tap flips, a held key flips back when it is let go, and its repeats do nothing', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const page = new EventTarget();
  const letGo = (key: string) => page.dispatchEvent(Object.assign(new Event('keyup'), { key }));
  const flip = vi.fn();
  peek('v', flip, page);
  peek('v', flip, page);
  vi.advanceTimersByTime(100);
  letGo('V');
  expect(flip).toHaveBeenCalledTimes(1);
  peek('v', flip, page);
  vi.advanceTimersByTime(800);
  letGo('x');
  expect(flip).toHaveBeenCalledTimes(2);
  letGo('v');
  expect(flip).toHaveBeenCalledTimes(3);
});
