import { describe, expect, it } from 'vitest';
import { CancelledError, KernelError } from '../core/index.ts';
import { unlessCancelled } from './abort-promise.ts';

/** Work that ends when it is told to. */
function handWork<T>() {
  let end: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<T>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { work, end, fail };
}

describe('unlessCancelled', () => {
  it('gives what the work gives', async () => {
    expect(await unlessCancelled(Promise.resolve(7), new AbortController().signal, 'understanding')).toBe(7);
  });

  it('ends with the signal, not with the work, and discards what comes late', async () => {
    const { work, end } = handWork<string>();
    const controller = new AbortController();
    const late: string[] = [];
    const result = unlessCancelled(work, controller.signal, 'understanding', (value) => late.push(value));
    controller.abort();
    await expect(result).rejects.toBeInstanceOf(CancelledError);
    expect(late).toEqual([]);
    end('handles');
    await work;
    await Promise.resolve();
    expect(late).toEqual(['handles']);
  });

  it('takes a failure that comes late for nobody’s', async () => {
    const { work, fail } = handWork<string>();
    const controller = new AbortController();
    controller.abort();
    const late: string[] = [];
    const result = unlessCancelled(work, controller.signal, 'understanding', (value) => late.push(value));
    await expect(result).rejects.toBeInstanceOf(CancelledError);
    fail(new KernelError('KERNEL_RUN', 'the device went away', {}));
    await expect(work).rejects.toBeInstanceOf(KernelError);
    expect(late).toEqual([]);
  });

  it('throws what the work throws', async () => {
    const failing = Promise.reject(new KernelError('KERNEL_RUN', 'no', {}));
    await expect(unlessCancelled(failing, undefined, 'understanding')).rejects.toBeInstanceOf(KernelError);
  });
});
