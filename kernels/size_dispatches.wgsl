// size_dispatches: indirect arguments of dispatches whose size is counted on the device. With n = min(counts[index], most) and
// g = min(max(⌈n · each / per⌉ − first, 0), limit):
//   columns > 0: (g, columns, 1) · columns = 0: g folded into x × y as `foldWorkgroups` of src/gpu/dispatch.ts does
//   counts     u32 [..]
//   formulas   u32 [8 × dispatches]: index, most, each, per, first, limit, columns, unused
//   arguments  u32 [3 × dispatches]: x, y, z
// Dispatch: one thread per formula. Reference: src/gpu/dispatch.ts.
// #include "include/linear_id.wgsl"
struct Params {
  first: u32,
  formulas: u32,
  max_per_dimension: u32,
}

@group(0) @binding(0) var<storage, read> counts: array<u32>;
@group(0) @binding(1) var<storage, read> formulas: array<u32>;
@group(0) @binding(2) var<storage, read_write> arguments: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn size_dispatches(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.formulas) {
    return;
  }
  let slot = params.first + id;
  let at = slot * 8u;
  let things = min(counts[formulas[at]], formulas[at + 1u]) * formulas[at + 2u];
  let per = formulas[at + 3u];
  var groups = (things + per - 1u) / per;
  groups -= min(groups, formulas[at + 4u]);
  groups = min(groups, formulas[at + 5u]);
  var size = vec2u(groups, formulas[at + 6u]);
  if (size.y == 0u) {
    size.y = (groups + params.max_per_dimension - 1u) / params.max_per_dimension;
    size.x = (groups + max(size.y, 1u) - 1u) / max(size.y, 1u);
  }
  arguments[slot * 3u] = size.x;
  arguments[slot * 3u + 1u] = size.y;
  arguments[slot * 3u + 2u] = 1u;
}
