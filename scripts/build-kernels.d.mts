/** Compiles the CPU kernels when a source changed. @returns path of the WASM module. */
export function buildKernels(options: { entry: 'index' | 'threads'; relaxed: boolean }): Promise<string>;
