export { createWasmOps, type PairLists, WasmOps, WasmTable, WasmTensor } from './wasm-ops.ts';
