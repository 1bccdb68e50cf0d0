const ARRAYS = [
  ...['ArrayBuffer', 'Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
] as const;

/** What a reader asked for at once, and should have refused. */
export class AllocationError extends Error {}

/**
 * Watches what is allocated with `new` of buffers and typed arrays, before it is: more than `most` bytes at once throw.
 * Copies (`slice`) are no larger than what they copy.
 */
export function watchAllocations(most: number): { largest: number; stop: () => void } {
  const globals = globalThis as unknown as Record<string, NewableFunction & { readonly BYTES_PER_ELEMENT?: number }>;
  const originals = new Map(ARRAYS.map((name) => [name, globals[name]!]));
  const watch = {
    largest: 0,
    stop: () => {
      for (const [name, original] of originals) globals[name] = original;
    },
  };
  for (const [name, original] of originals) {
    const width = original.BYTES_PER_ELEMENT ?? 1;
    globals[name] = new Proxy(original, {
      construct(target, args, newTarget) {
        const bytes = typeof args[0] === 'number' ? args[0] * width : 0;
        if (bytes > watch.largest) watch.largest = bytes;
        if (bytes > most) throw new AllocationError(`${name} of ${bytes} bytes`);
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
  }
  return watch;
}
