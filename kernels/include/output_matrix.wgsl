// Stores four channels of the matrix `output`, by how it is stored (OUTPUT): the forms of include/input_matrix.wgsl. Channels beyond the
// view are not written; with `halves` the view begins at an even channel and ends at one, or at the end of the tensor.
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
alias OutputUnit = u32;

fn store4(row: u32, four: u32, value: vec4f) {
  let first = row * params.out_pitch + params.out_offset / 2u + four * 2u;
  let left = params.out_channels - four * 4u;
  output[first] = pack_halves(vec2f(value.x, select(0.0, value.y, left > 1u)));
  if (left > 2u) {
    output[first + 1u] = pack_halves(vec2f(value.z, select(0.0, value.w, left > 3u)));
  }
}
// #end
// #if OUTPUT_HALF == 1
// A sum beyond the range of f16 would become whatever the device likes; it becomes the largest half instead.
fn pack_halves(pair: vec2f) -> u32 {
  return pack2x16float(clamp(pair, vec2f(-65504.0), vec2f(65504.0)));
}
// #end
