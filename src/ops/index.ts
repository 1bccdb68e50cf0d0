export * as autograd from './autograd/index.ts';
export * from './ops.ts';
export { createWasmOps, type WasmOps, type WasmTable } from './wasm/index.ts';
