// adam: one step of AdamW over all parameters (Kingma & Ba 2015; Loshchilov & Hutter 2019), the gradient first scaled to at most clip_norm.
//   gradient    f32; of the parameters [start, start + length) from gradient_start on
//   norm        f32 [2]: Σ g², how many gradients are not finite. Where one is not, nothing moves.
//   parameters  f32: the first `decayed` of them decay
//   first       f32: running mean of g
//   second      f32: running mean of g²
// Dispatch: one thread per parameter that moves. Reference: src/training/optimizer.gpu.test.ts, within 1e-5.
// #include "include/linear_id.wgsl"
struct Params {
  length: u32,
  // Where the parameters that move begin, and their gradients.
  start: u32,
  gradient_start: u32,
  decayed: u32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  clip_norm: f32,
  // Learning rate with the bias correction √(1 − β2ᵗ)/(1 − β1ᵗ).
  rate: f32,
  decay: f32,
}

const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read> gradient: array<f32>;
@group(0) @binding(1) var<storage, read> norm: array<f32>;
@group(0) @binding(2) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(3) var<storage, read_write> first: array<f32>;
@group(0) @binding(4) var<storage, read_write> second: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn adam(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.length) {
    return;
  }
  if (norm[1] > 0.0 || (bitcast<u32>(norm[0]) & EXPONENT) == EXPONENT) {
    return;
  }
  let at = params.start + id;
  let g = gradient[params.gradient_start + id] * min(1.0, params.clip_norm / (sqrt(norm[0]) + 1e-12));
  let m = params.beta1 * first[at] + (1.0 - params.beta1) * g;
  let v = params.beta2 * second[at] + (1.0 - params.beta2) * g * g;
  let decay = select(0.0, params.decay, at < params.decayed);
  first[at] = m;
  second[at] = v;
  parameters[at] -= params.rate * m / (sqrt(v) + params.epsilon) + decay * parameters[at];
}
