// sum_partials: out[i] = Σ_c partials[c · pitch + first + i], in the order of c: the second of two levels of every sum over rows.
//   partials  f32 [chunks × pitch]
//   output    f32 [length]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  chunks: u32,
  pitch: u32,
  first: u32,
  length: u32,
}

@group(0) @binding(0) var<storage, read> partials: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn sum_partials(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.length) {
    return;
  }
  var sum = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    sum += partials[chunk * params.pitch + params.first + id];
  }
  output[id] = sum;
}
