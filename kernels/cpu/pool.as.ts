// 2x2x2 pooling and row gathers on the CPU. `children` is u32 [8 x rows], `rows` u32 [n]; 0xffffffff = none.

const NONE: u32 = 0xffffffff;

/** out[r][c] = max over the children present. */
export function maxPool(x: usize, xPitch: usize, children: usize, y: usize, yPitch: usize, rows: i32, channels: i32): void {
  maxPoolRows(x, xPitch, children, <usize>rows << 2, y, yPitch, rows, channels);
}

/** `maxPool` of n rows out of a longer table: `stride` is the table's row count in bytes, `children` and `y` begin at the first row. */
export function maxPoolRows(
  x: usize, xPitch: usize, children: usize, stride: usize, y: usize, yPitch: usize, n: i32, channels: i32,
): void {
  for (let r: i32 = 0; r < n; r++) {
    const o = y + <usize>r * yPitch;
    let first = true;
    for (let k: usize = 0; k < 8; k++) {
      const q = load<u32>(children + k * stride + (<usize>r << 2));
      if (q == NONE) continue;
      const a = x + <usize>q * xPitch;
      if (first) memory.copy(o, a, <usize>channels << 2);
      else for (let j: usize = 0; j < <usize>channels << 2; j += 4) store<f32>(o + j, max<f32>(load<f32>(o + j), load<f32>(a + j)));
      first = false;
    }
    if (first) memory.fill(o, 0, <usize>channels << 2);
  }
}

/** out[r] = mean over the children present: their sum in table order, times the reciprocal of their number. Arguments as in `maxPoolRows`. */
export function meanPoolRows(
  x: usize, xPitch: usize, children: usize, stride: usize, y: usize, yPitch: usize, n: i32, channels: i32,
): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < n; r++) {
    const o = y + <usize>r * yPitch;
    memory.fill(o, 0, bytes);
    let present: f32 = 0;
    for (let k: usize = 0; k < 8; k++) {
      const q = load<u32>(children + k * stride + (<usize>r << 2));
      if (q == NONE) continue;
      present += 1;
      const a = x + <usize>q * xPitch;
      for (let j: usize = 0; j < bytes; j += 4) store<f32>(o + j, load<f32>(o + j) + load<f32>(a + j));
    }
    const share: f32 = 1 / max<f32>(present, 1);
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(o + j, load<f32>(o + j) * share);
  }
}

/** dx[child][c] = dy[r][c] where the child held the maximum (the first of equals), else 0. dx is fully written. */
export function maxPoolGrad(
  x: usize, y: usize, dy: usize, children: usize, dx: usize, rows: i32, channels: i32,
): void {
  const pitch: usize = <usize>channels << 2;
  const stride: usize = <usize>rows << 2;
  for (let r: i32 = 0; r < rows; r++) {
    for (let j: usize = 0; j < pitch; j += 4) {
      const top = load<f32>(y + <usize>r * pitch + j);
      let gradient = load<f32>(dy + <usize>r * pitch + j);
      for (let k: usize = 0; k < 8; k++) {
        const q = load<u32>(children + k * stride + (<usize>r << 2));
        if (q == NONE) continue;
        const at = <usize>q * pitch + j;
        if (load<f32>(x + at) == top) {
          store<f32>(dx + at, gradient);
          gradient = 0;
        } else store<f32>(dx + at, 0);
      }
    }
  }
}

/** out[r] = in[rows[r]], zeros where rows[r] is none. */
export function gatherRows(x: usize, xPitch: usize, rows: usize, y: usize, yPitch: usize, n: i32, channels: i32): void {
  for (let r: i32 = 0; r < n; r++) {
    const q = load<u32>(rows + (<usize>r << 2));
    const o = y + <usize>r * yPitch;
    if (q == NONE) memory.fill(o, 0, <usize>channels << 2);
    else memory.copy(o, x + <usize>q * xPitch, <usize>channels << 2);
  }
}

/** dx[r] = sum over the children of dy[child]: the gradient of unpooling, without a scatter. */
export function sumChildren(dy: usize, dyPitch: usize, children: usize, dx: usize, rows: i32, channels: i32): void {
  const pitch: usize = <usize>channels << 2;
  const stride: usize = <usize>rows << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const o = dx + <usize>r * pitch;
    memory.fill(o, 0, pitch);
    for (let k: usize = 0; k < 8; k++) {
      const q = load<u32>(children + k * stride + (<usize>r << 2));
      if (q == NONE) continue;
      const a = dy + <usize>q * dyPitch;
      for (let j: usize = 0; j < pitch; j += 4) store<f32>(o + j, load<f32>(o + j) + load<f32>(a + j));
    }
  }
}
