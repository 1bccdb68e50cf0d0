import { afterAll, beforeAll, expect, test } from 'vitest';
import { LimitError } from '../core/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { openTestDevice } from './dawn.fixture.ts';
import type { GpuContext } from './device.ts';

let context: GpuContext;
beforeAll(async () => {
  context = await openTestDevice();
});
afterAll(() => context.device.destroy());

class GPUOutOfMemoryError {
  readonly message = 'no room';
}

/** The device, but out of memory as long as `isFull` says so. */
function scarce(isFull: () => boolean): GpuContext {
  const device = new Proxy(context.device, {
    get(target, key) {
      if (key === 'popErrorScope') {
        const full = isFull();
        return () => target.popErrorScope().then((error) => (full ? new GPUOutOfMemoryError() : error));
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...context, device };
}

test('a buffer that the device had no memory for is not handed out again', async () => {
  let isFull = true;
  const pool = new BufferPool(scarce(() => isFull));
  const [late, early, flushed] = [0, 1, 2].map(() => pool.acquire(4096, 'kernel', 'values'));
  pool.release(flushed!);
  const taken = pool.takeUnsettled();
  pool.release(early!); // before the device has said no
  const refusal = pool.accepted();
  await expect(refusal).rejects.toBeInstanceOf(LimitError);
  await expect(refusal).rejects.toMatchObject({ context: { needed: 4096, available: 0 } });
  isFull = false;
  pool.release(late!);
  pool.settle(taken);
  expect(pool.bytes).toBe(0);
  const bad = [late, early, flushed];
  for (const writer of ['kernel', 'queue'] as const) expect(bad).not.toContain(pool.acquire(4096, writer, 'values'));
  await pool.accepted();
  pool.dispose();
});
