/** A binary heap of ids 0…capacity−1, least key first; pushing an id again can only lower its key. */
export class Heap {
  private readonly ids: Int32Array;
  private readonly place: Int32Array;
  private readonly keys: Float64Array;
  private count = 0;

  constructor(capacity: number) {
    this.ids = new Int32Array(capacity);
    this.place = new Int32Array(capacity).fill(-1);
    this.keys = new Float64Array(capacity).fill(Infinity);
  }

  get size(): number {
    return this.count;
  }

  /** @returns whether the id is now in the heap with this key */
  push(id: number, key: number): boolean {
    let at = this.place[id];
    if (at >= 0 && this.keys[id] <= key) return false;
    if (at < 0) {
      at = this.count++;
      this.ids[at] = id;
      this.place[id] = at;
    }
    this.keys[id] = key;
    this.rise(at);
    return true;
  }

  /** The id with the least key, taken out. Only where `size` > 0. */
  pop(): number {
    const top = this.ids[0];
    this.place[top] = -1;
    this.keys[top] = Infinity;
    const last = this.ids[--this.count];
    if (this.count > 0) {
      this.ids[0] = last;
      this.place[last] = 0;
      this.sink(0);
    }
    return top;
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.keys[this.ids[parent]] <= this.keys[this.ids[at]]) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      let least = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < this.count; child++) {
        if (this.keys[this.ids[child]] < this.keys[this.ids[least]]) least = child;
      }
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    const [idA, idB] = [this.ids[a], this.ids[b]];
    this.ids[a] = idB;
    this.ids[b] = idA;
    this.place[idB] = a;
    this.place[idA] = b;
  }
}
