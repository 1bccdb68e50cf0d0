/** Growing columns of simulated returns. */
export class PointBuffer {
  count = 0;
  /** float32 [capacity × 3], metres. */
  positions: Float32Array;
  colors: Uint8Array;
  intensity: Float32Array;
  semantic: Int16Array;
  instance: Uint32Array;

  constructor(capacity: number) {
    this.positions = new Float32Array(capacity * 3);
    this.colors = new Uint8Array(capacity * 3);
    this.intensity = new Float32Array(capacity);
    this.semantic = new Int16Array(capacity);
    this.instance = new Uint32Array(capacity);
  }

  push(
    x: number,
    y: number,
    z: number,
    r: number,
    g: number,
    b: number,
    intensity: number,
    classId: number,
    instance: number,
  ): void {
    const i = this.count++;
    this.positions[i * 3] = x;
    this.positions[i * 3 + 1] = y;
    this.positions[i * 3 + 2] = z;
    // A clamped store by hand: Uint8Array wraps.
    this.colors[i * 3] = Math.max(0, Math.min(255, r));
    this.colors[i * 3 + 1] = Math.max(0, Math.min(255, g));
    this.colors[i * 3 + 2] = Math.max(0, Math.min(255, b));
    this.intensity[i] = intensity;
    this.semantic[i] = classId;
    this.instance[i] = instance;
  }
}
