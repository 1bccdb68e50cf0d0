/** What a helping thread needs: structured clone shares the memory and the compiled module. */
export interface ThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
}

export interface KernelThread {
  /** Fulfils when the thread is about to serve; rejects when it cannot. */
  readonly ready: Promise<void>;
  terminate(): void;
}

/** Starts a thread that instantiates the module and calls its `serve(control, scratch)`: the loop itself is in `kernels/cpu/threads.as.ts`. */
export type SpawnThread = (setup: ThreadSetup) => KernelThread;

/** Memory may be shared here, and this thread may sleep: never so on a page's main thread, nor where the page is not isolated. */
export function threadsAllowed(): boolean {
  return (
    typeof SharedArrayBuffer === 'function' &&
    globalThis.crossOriginIsolated !== false &&
    typeof globalThis.document === 'undefined'
  );
}
