export { spawnBrowserThread } from './browser-thread.ts';
export { type CpuLimits, measureCpuLimits } from './cpu-limits.ts';
export { createWasmOps, type WasmOptions } from './create.ts';
export { type PairLists, WasmTable, WasmTensor } from './handles.ts';
export { nodeThreads } from './node-thread.ts';
export { WasmOps } from './wasm-ops.ts';
