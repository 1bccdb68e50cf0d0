// Batch normalisation over voxels with ReLU, training form. Matrices are dense [rows x channels] f32; statistics are f64 so that
// 10^5 rows lose nothing. Reference: Ioffe & Szegedy 2015; TF 3D normalises over the valid voxels of the whole batch.

/** mean[c], invStd[c] (f32) of x; `work` holds 2 x channels f64. Variance is the biased one, as in Keras. */
export function batchStatistics(x: usize, rows: i32, channels: i32, epsilon: f64, mean: usize, invStd: usize, variance: usize, work: usize): void {
  const bytes: usize = <usize>channels << 2;
  const squares = work + (<usize>channels << 3);
  memory.fill(work, 0, <usize>channels << 4);
  for (let r: i32 = 0; r < rows; r++) {
    const a = x + <usize>r * bytes;
    for (let c: usize = 0; c < <usize>channels; c++) store<f64>(work + (c << 3), load<f64>(work + (c << 3)) + <f64>load<f32>(a + (c << 2)));
  }
  for (let c: usize = 0; c < <usize>channels; c++) store<f64>(work + (c << 3), load<f64>(work + (c << 3)) / <f64>rows);
  for (let r: i32 = 0; r < rows; r++) {
    const a = x + <usize>r * bytes;
    for (let c: usize = 0; c < <usize>channels; c++) {
      const d = <f64>load<f32>(a + (c << 2)) - load<f64>(work + (c << 3));
      store<f64>(squares + (c << 3), load<f64>(squares + (c << 3)) + d * d);
    }
  }
  for (let c: usize = 0; c < <usize>channels; c++) {
    const v = load<f64>(squares + (c << 3)) / <f64>rows;
    store<f32>(mean + (c << 2), <f32>load<f64>(work + (c << 3)));
    store<f32>(variance + (c << 2), <f32>v);
    store<f32>(invStd + (c << 2), <f32>(1.0 / sqrt(v + epsilon)));
  }
}

/** y = relu(gamma * (x - mean) * invStd + beta). */
export function normRelu(x: usize, y: usize, rows: i32, channels: i32, mean: usize, invStd: usize, gamma: usize, beta: usize): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    for (let c: usize = 0; c < bytes; c += 4) {
      const scale = load<f32>(gamma + c) * load<f32>(invStd + c);
      const v = (load<f32>(x + at + c) - load<f32>(mean + c)) * scale + load<f32>(beta + c);
      store<f32>(y + at + c, max<f32>(v, 0));
    }
  }
}

/** Gradients of normRelu through the batch statistics. `work` holds 2 x channels f64. dx, dgamma, dbeta are fully written. */
export function normReluGrad(
  x: usize, y: usize, dy: usize, dx: usize, rows: i32, channels: i32, mean: usize, invStd: usize, gamma: usize, dgamma: usize, dbeta: usize, work: usize,
): void {
  const bytes: usize = <usize>channels << 2;
  const dots = work + (<usize>channels << 3);
  memory.fill(work, 0, <usize>channels << 4);
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    for (let c: usize = 0; c < <usize>channels; c++) {
      const i = c << 2;
      if (load<f32>(y + at + i) <= 0) continue;
      const g = <f64>load<f32>(dy + at + i);
      const xhat = <f64>((load<f32>(x + at + i) - load<f32>(mean + i)) * load<f32>(invStd + i));
      store<f64>(work + (c << 3), load<f64>(work + (c << 3)) + g);
      store<f64>(dots + (c << 3), load<f64>(dots + (c << 3)) + g * xhat);
    }
  }
  const n = <f32>rows;
  for (let c: usize = 0; c < <usize>channels; c++) {
    store<f32>(dbeta + (c << 2), <f32>load<f64>(work + (c << 3)));
    store<f32>(dgamma + (c << 2), <f32>load<f64>(dots + (c << 3)));
  }
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    for (let c: usize = 0; c < bytes; c += 4) {
      const inv = load<f32>(invStd + c);
      const xhat = (load<f32>(x + at + c) - load<f32>(mean + c)) * inv;
      const g = load<f32>(y + at + c) > 0 ? load<f32>(dy + at + c) : 0;
      store<f32>(dx + at + c, load<f32>(gamma + c) * inv * (g - (load<f32>(dbeta + c) + xhat * load<f32>(dgamma + c)) / n));
    }
  }
}
