import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Decoded } from './format-rulers.ts';

interface Mesh {
  readonly attributes: Readonly<
    Record<string, { readonly value: { readonly byteLength: number } & ArrayLike<number> }>
  >;
}
interface Core {
  parse(data: ArrayBuffer, loader: unknown, options: object): Promise<Mesh>;
}
/** Of the WebAssembly beside the loader; it fetches itself where nobody has given it, which Node cannot do from a disk. */
interface WasmModule {
  default(options: { readonly module_or_path: Uint8Array }): Promise<unknown>;
}

const CORE: string = '@loaders.gl/core';
const MODULE_OF: Readonly<Record<string, string>> = {
  PLYLoader: '@loaders.gl/ply',
  PCDLoader: '@loaders.gl/pcd',
  LASLoader: '@loaders.gl/las',
  LAZRsLoader: '@loaders.gl/las',
};

/** In this thread, as ours; LAS with coordinates in doubles and the depth of colours found out, as ours. */
const OPTIONS = { worker: false, las: { shape: 'mesh', skip: 1, fp64: true, colorDepth: 'auto' } };

/** Reads a file with a loader of loaders.gl. */
export async function readWithLoadersGl(name: string, file: string): Promise<Decoded> {
  const core = (await import(/* @vite-ignore */ CORE)) as Core;
  const module = (await import(/* @vite-ignore */ MODULE_OF[name]!)) as Record<string, unknown>;
  if (name === 'LAZRsLoader') await startLazRs();
  const bytes = await fs.readFile(file);
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { attributes } = await core.parse(data, module[name], OPTIONS);
  const positions = attributes['POSITION']!.value;
  let sumX = 0;
  for (let i = 0; i < positions.length; i += 3) sumX += positions[i]!;
  const size = Object.values(attributes).reduce((sum, { value }) => sum + value.byteLength, 0);
  return { points: positions.length / 3, bytes: size, sumX };
}

let lazRs: Promise<unknown> | undefined;

function startLazRs(): Promise<unknown> {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('@loaders.gl/las')), 'libs/laz-rs-wasm');
  lazRs ??= (async () => {
    const glue = pathToFileURL(path.join(folder, 'laz_rs_wasm.js')).href;
    const { default: start } = (await import(/* @vite-ignore */ glue)) as WasmModule;
    return start({ module_or_path: await fs.readFile(path.join(folder, 'laz_rs_wasm_bg.wasm')) });
  })();
  return lazRs;
}
