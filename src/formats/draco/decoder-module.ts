import wasmDataUrl from 'draco3d/draco_decoder.wasm?url&inline';
import createDecoderModule from 'draco3d/draco_decoder_nodejs.js';
import { capMemory } from './cap-memory.ts';

/** What is used of the decoder; its own type declarations lack the half of it. Numbers are handles or enum values. */
export interface DracoModule {
  readonly Decoder: new () => DracoDecoder;
  readonly DecoderBuffer: new () => { Init(bytes: Int8Array, length: number): void };
  readonly Mesh: new () => DracoGeometry;
  readonly PointCloud: new () => DracoGeometry;
  readonly MetadataQuerier: new () => {
    HasEntry(metadata: object, name: string): boolean;
    GetStringEntry(metadata: object, name: string): string;
  };
  readonly TRIANGULAR_MESH: number;
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

export interface DracoDecoder {
  GetEncodedGeometryType(buffer: object): number;
  DecodeBufferToMesh(buffer: object, mesh: DracoGeometry): DracoStatus;
  DecodeBufferToPointCloud(buffer: object, cloud: DracoGeometry): DracoStatus;
  GetAttribute(geometry: DracoGeometry, index: number): DracoAttribute;
  GetAttributeMetadata(geometry: DracoGeometry, index: number): object;
  GetAttributeDataArrayForAllPoints(
    geometry: DracoGeometry,
    attribute: DracoAttribute,
    type: number,
    bytes: number,
    pointer: number,
  ): boolean;
}

interface DracoStatus {
  ok(): boolean;
  error_msg(): string;
}

export interface DracoGeometry {
  num_points(): number;
  num_attributes(): number;
}

export interface DracoAttribute {
  attribute_type(): number;
  data_type(): number;
  num_components(): number;
}

/**
 * A decoder of its own for one file: what a damaged file does to it is gone with it. The program travels inside the script,
 * so that nobody has to fetch it: the same in a page, a worker and Node.
 * @param maxBytes memory that it may grow to
 */
export async function createDracoModule(maxBytes: number): Promise<DracoModule> {
  const base64 = wasmDataUrl.slice(wasmDataUrl.indexOf(',') + 1);
  const program = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const wasmBinary = capMemory(program, maxBytes).buffer as ArrayBuffer;
  // In Node the decoder names a variable of CommonJS that a bundle of ES modules lacks; it only looks for its program there.
  (globalThis as { __dirname?: string }).__dirname ??= '';
  return (await createDecoderModule({ wasmBinary })) as unknown as DracoModule;
}
