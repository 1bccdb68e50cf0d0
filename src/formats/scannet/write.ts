/** ScanNet's evaluation: one whole number a line and vertex. */
export function writeLabelLines(ids: ArrayLike<number>): Uint8Array {
  const encoder = new TextEncoder();
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < ids.length; from += BLOCK_LINES) {
    let block = '';
    for (let i = from; i < Math.min(ids.length, from + BLOCK_LINES); i++) block += `${ids[i]!}\n`;
    blocks.push(encoder.encode(block));
  }
  const bytes = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}

const BLOCK_LINES = 1 << 15;

/** A mask of one predicted instance: 1 where a vertex is a member. Two bytes a line, so it is filled and not printed. */
export function writeMaskLines(instance: ArrayLike<number>, id: number): Uint8Array {
  const bytes = new Uint8Array(instance.length * 2);
  for (let i = 0; i < instance.length; i++) {
    bytes[i * 2] = instance[i] === id ? 49 : 48;
    bytes[i * 2 + 1] = 10;
  }
  return bytes;
}
