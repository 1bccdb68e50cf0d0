// Stores four channels of the matrix `output`, by how it is stored (OUTPUT): the forms of include/input_matrix.wgsl. Channels beyond the
// view are not written.
// #if OUTPUT == vec4
alias OutputUnit = vec4f;

fn store4(row: u32, four: u32, value: vec4f) {
  output[row * params.out_pitch + params.out_offset + four] = value;
}
// #end
// #if OUTPUT == half
alias OutputUnit = vec2u;

fn store4(row: u32, four: u32, value: vec4f) {
  output[row * params.out_pitch + params.out_offset + four] = vec2u(pack_halves(value.xy), pack_halves(value.zw));
}
// #end
// #if OUTPUT == scalar
alias OutputUnit = f32;

fn store4(row: u32, four: u32, value: vec4f) {
  let first = row * params.out_pitch + params.out_offset + four * 4u;
  let left = params.out_channels - four * 4u;
  output[first] = value.x;
  if (left > 1u) {
    output[first + 1u] = value.y;
  }
  if (left > 2u) {
    output[first + 2u] = value.z;
  }
  if (left > 3u) {
    output[first + 3u] = value.w;
  }
}
// #end
// #if OUTPUT == halves
alias OutputUnit = atomic<u32>;

fn store4(row: u32, four: u32, value: vec4f) {
  let first = row * params.out_pitch * 2u + params.out_offset + four * 4u;
  for (var i = 0u; i < min(4u, params.out_channels - four * 4u); i++) {
    let half = first + i;
    let shift = (half & 1u) * 16u;
    // The other half of the word may be another thread's: each changes its own bits alone, so their order does not matter.
    atomicAnd(&output[half / 2u], ~(0xffffu << shift));
    atomicOr(&output[half / 2u], pack_halves(vec2f(value[i], 0.0)) << shift);
  }
}
// #end
// #if OUTPUT_HALF == 1
// A sum beyond the range of f16 would become whatever the device likes; it becomes the largest half instead.
fn pack_halves(pair: vec2f) -> u32 {
  return pack2x16float(clamp(pair, vec2f(-65504.0), vec2f(65504.0)));
}
// #end
