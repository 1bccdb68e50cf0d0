/// <reference types="vite/client" />
declare module '*.wgsl' {
  const source: string;
  export default source;
}
declare module '*.as.ts?wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
declare module '*.as.ts?wasm-relaxed' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
