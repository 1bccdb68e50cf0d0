// cross_entropy: for each labelled row the gradient (softmax − one-hot) · w[label] · scale and the term −log softmax[label] · w[label] · scale.
//   logits    f32 [rows × classes]
//   labels    u32 [rows]: class, or NO_ROW (not labelled: gradient and terms are 0)
//   weights   f32 [classes]
//   gradient  f32 [rows × classes]
//   terms     f32 [rows × 3]: loss; 1 where the largest logit is the label's; 1 where a logit is not finite
// Dispatch: one thread per row. The third term is there because WGSL leaves open what arithmetic makes of NaN.
// Reference: src/ops/webgpu/gradients/losses.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  classes: u32,
  scale: f32,
}

const NO_ROW = 0xffffffffu;
const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> terms: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn cross_entropy(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows) {
    return;
  }
  let at = id * params.classes;
  let label = labels[id];
  if (label == NO_ROW) {
    for (var c = 0u; c < params.classes; c++) {
      gradient[at + c] = 0.0;
    }
    for (var i = 0u; i < 3u; i++) {
      terms[3u * id + i] = 0.0;
    }
    return;
  }
  var best = 0u;
  var bad = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    let value = logits[at + c];
    if (value > logits[at + best]) {
      best = c;
    }
    if ((bitcast<u32>(value) & EXPONENT) == EXPONENT) {
      bad = 1.0;
    }
  }
  let top = logits[at + best];
  var sum = 0.0;
  for (var c = 0u; c < params.classes; c++) {
    sum += exp(logits[at + c] - top);
  }
  let weight = weights[label] * params.scale;
  for (var c = 0u; c < params.classes; c++) {
    let share = exp(logits[at + c] - top) / sum;
    gradient[at + c] = weight * select(share, share - 1.0, c == label);
  }
  terms[3u * id] = weight * (log(sum) + top - logits[at + label]);
  terms[3u * id + 1u] = select(0.0, 1.0, best == label);
  terms[3u * id + 2u] = bad;
}
