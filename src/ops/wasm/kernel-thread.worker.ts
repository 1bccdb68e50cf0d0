import type { ThreadSetup } from './kernel-thread.ts';

interface Serving {
  serve(control: number, scratch: number): void;
}

addEventListener(
  'message',
  async ({ data }: MessageEvent<ThreadSetup>) => {
    const { module, memory, control, scratch } = data;
    const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort: () => undefined } });
    postMessage('ready');
    (exports as unknown as Serving).serve(control, scratch); // until the pool ends
  },
  { once: true },
);
