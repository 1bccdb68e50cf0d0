import { float, int, ivec2, storage, textureLoad, uint, vec3, vec4 } from 'three/tsl';
import {
  DataTexture,
  FloatType,
  NearestFilter,
  type Node,
  RedFormat,
  RGBAFormat,
  StorageBufferAttribute,
  UnsignedByteType,
  type WebGPURenderer,
} from 'three/webgpu';
import type { PointColors } from '../core/index.ts';

/** Which of two linked views: the same points in other colours. */
export type Side = 'left' | 'right';

/** Where shaders find what belongs to a point. One a cloud. */
export interface PointColumns {
  /** u32 [count], RGBA8; WebGPU only. */
  colorBuffer(side: Side): GPUBuffer | undefined;
  center(index: Node<'uint'>): Node<'vec3'>;
  color(index: Node<'uint'>, side: Side): Node<'vec4'>;
  /** Metres; `setSpacing` comes first. */
  spacing(index: Node<'uint'>): Node<'float'>;
  /** Of the points from `first` on. */
  setPositions(positions: Float32Array, first: number): void;
  /** Of the points from `first` on. */
  setColors(colors: PointColors, side: Side, first: number): void;
  setSpacing(spacing: Float32Array): void;
  /** Ends when the device has taken what it was handed; undefined while that is little. Who hands it more than it takes is made to wait. */
  room(): Promise<void> | undefined;
  dispose(): void;
}

/** Of what goes to the device between two waits for it: beyond some ten megabytes the browser stops the page until there is room. */
const MOST_UNTAKEN_BYTES = 4 << 20;

/**
 * Storage buffers of ours, so that kernels may write the colours. three.js makes a buffer for an attribute only when its backend does
 * not already hold one; the arrays given to its attributes stay empty and are never uploaded.
 */
export class BufferColumns implements PointColumns {
  private readonly device: GPUDevice;
  private readonly renderer: WebGPURenderer;
  private readonly buffers: GPUBuffer[] = [];
  private readonly positionBuffer: GPUBuffer;
  private readonly positions: StorageBufferAttribute;
  /** Made when first asked for: most pictures have one side. */
  private readonly colors = new Map<Side, { readonly buffer: GPUBuffer; readonly attribute: StorageBufferAttribute }>();
  private readonly count: number;
  private untakenBytes = 0;
  private spacings: { readonly buffer: GPUBuffer; readonly attribute: StorageBufferAttribute } | undefined;

  constructor(renderer: WebGPURenderer, device: GPUDevice, count: number) {
    this.renderer = renderer;
    this.device = device;
    this.count = count;
    this.positionBuffer = this.create('point positions', 12 * count);
    this.positions = this.adopt(new Float32Array(0), this.positionBuffer);
  }

  setPositions(positions: Float32Array, first: number): void {
    this.write(this.positionBuffer, 12 * first, positions);
  }

  colorBuffer(side: Side): GPUBuffer {
    return this.colorsOf(side).buffer;
  }

  center(index: Node<'uint'>): Node<'vec3'> {
    const column = storage(this.positions, 'float', 3 * this.count).toReadOnly();
    const first = index.mul(uint(3));
    return vec3(column.element(first), column.element(first.add(uint(1))), column.element(first.add(uint(2))));
  }

  color(index: Node<'uint'>, side: Side): Node<'vec4'> {
    const packed = storage(this.colorsOf(side).attribute, 'uint', this.count).toReadOnly().element(index).toVar();
    const byte = (shift: number) => float(packed.shiftRight(uint(shift)).bitAnd(uint(255))).div(255);
    return vec4(byte(0), byte(8), byte(16), byte(24));
  }

  spacing(index: Node<'uint'>): Node<'float'> {
    if (!this.spacings) return float(1);
    return storage(this.spacings.attribute, 'float', this.count).toReadOnly().element(index);
  }

  setColors(colors: PointColors, side: Side, first: number): void {
    this.write(this.colorsOf(side).buffer, 4 * first, colors);
  }

  room(): Promise<void> | undefined {
    if (this.untakenBytes < MOST_UNTAKEN_BYTES) return undefined;
    this.untakenBytes = 0;
    const taken = () => undefined; // a device that went away is reported elsewhere
    return this.device.queue.onSubmittedWorkDone().then(taken, taken);
  }

  setSpacing(spacing: Float32Array): void {
    if (!this.spacings) {
      const buffer = this.create('point spacings', spacing.byteLength);
      this.spacings = { buffer, attribute: this.adopt(new Float32Array(0), buffer) };
    }
    this.device.queue.writeBuffer(this.spacings.buffer, 0, spacing as Float32Array<ArrayBuffer>);
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  private colorsOf(side: Side) {
    let colors = this.colors.get(side);
    if (!colors) {
      const buffer = this.create(`point colours ${side}`, 4 * this.count);
      colors = { buffer, attribute: this.adopt(new Uint32Array(0), buffer) };
      this.colors.set(side, colors);
    }
    return colors;
  }

  private write(buffer: GPUBuffer, offset: number, values: Float32Array | Uint32Array): void {
    this.device.queue.writeBuffer(buffer, offset, values as Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>);
    this.untakenBytes += values.byteLength;
  }

  private create(label: string, size: number): GPUBuffer {
    const { STORAGE, VERTEX, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const buffer = this.device.createBuffer({ label, size, usage: STORAGE | VERTEX | COPY_DST | COPY_SRC });
    this.buffers.push(buffer);
    return buffer;
  }

  private adopt(array: Float32Array | Uint32Array, buffer: GPUBuffer): StorageBufferAttribute {
    const attribute = new StorageBufferAttribute(array, 1);
    const backend = this.renderer.backend as unknown as { get(key: object): { buffer?: GPUBuffer } };
    backend.get(attribute).buffer = buffer;
    return attribute;
  }
}

const TEXTURE_WIDTH = 2048;

/** WebGL 2 has no storage buffers: the same columns as textures of 2048 texels a row. */
export class TextureColumns implements PointColumns {
  private readonly positions: DataTexture;
  private readonly colors = new Map<Side, DataTexture>();
  private readonly count: number;
  private spacings: DataTexture | undefined;

  /** Texture rows that so many points take. */
  static rows(count: number): number {
    return Math.max(1, Math.ceil(count / TEXTURE_WIDTH));
  }

  constructor(count: number) {
    this.count = count;
    this.positions = texture(new Float32Array(4 * TEXTURE_WIDTH * TextureColumns.rows(count)), RGBAFormat);
  }

  setPositions(positions: Float32Array, first: number): void {
    const texels = this.positions.image.data as Float32Array;
    for (let i = 0; 3 * i < positions.length; i++) {
      texels[4 * (first + i)] = positions[3 * i];
      texels[4 * (first + i) + 1] = positions[3 * i + 1];
      texels[4 * (first + i) + 2] = positions[3 * i + 2];
    }
    this.positions.needsUpdate = true;
  }

  colorBuffer(): undefined {
    return undefined;
  }

  center(index: Node<'uint'>): Node<'vec3'> {
    return textureLoad(this.positions, place(index)).xyz;
  }

  color(index: Node<'uint'>, side: Side): Node<'vec4'> {
    return textureLoad(this.colorsOf(side), place(index));
  }

  spacing(index: Node<'uint'>): Node<'float'> {
    return this.spacings ? textureLoad(this.spacings, place(index)).x : float(1);
  }

  setColors(colors: PointColors, side: Side, first: number): void {
    const column = this.colorsOf(side);
    const bytes = column.image.data as Uint8Array;
    bytes.set(new Uint8Array(colors.buffer, colors.byteOffset, colors.byteLength), 4 * first);
    column.needsUpdate = true;
  }

  room(): undefined {
    return undefined;
  }

  setSpacing(spacing: Float32Array): void {
    this.spacings ??= texture(new Float32Array(TEXTURE_WIDTH * TextureColumns.rows(spacing.length)), RedFormat);
    (this.spacings.image.data as Float32Array).set(spacing);
    this.spacings.needsUpdate = true;
  }

  dispose(): void {
    this.positions.dispose();
    for (const column of this.colors.values()) column.dispose();
    this.spacings?.dispose();
  }

  private colorsOf(side: Side): DataTexture {
    let column = this.colors.get(side);
    if (!column) {
      column = texture(new Uint8Array(4 * TEXTURE_WIDTH * TextureColumns.rows(this.count)), RGBAFormat);
      this.colors.set(side, column);
    }
    return column;
  }
}

function texture(
  texels: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
  format: typeof RGBAFormat | typeof RedFormat,
): DataTexture {
  const channels = format === RGBAFormat ? 4 : 1;
  const type = texels instanceof Float32Array ? FloatType : UnsignedByteType;
  const made = new DataTexture(texels, TEXTURE_WIDTH, texels.length / channels / TEXTURE_WIDTH, format, type);
  made.minFilter = NearestFilter;
  made.magFilter = NearestFilter;
  made.generateMipmaps = false;
  made.needsUpdate = true;
  return made;
}

function place(index: Node<'uint'>) {
  return ivec2(int(index.mod(uint(TEXTURE_WIDTH))), int(index.div(uint(TEXTURE_WIDTH))));
}
