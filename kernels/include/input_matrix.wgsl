// Four channels of the matrix `input`, by how it is stored (INPUT): `vec4` f32 and `half` pack2x16float, both with views aligned to four
// channels; `scalar` f32 and `halves` pack2x16float for any view. Pitch and offset count fours where aligned; else the pitch counts
// words and the offset channels. Channels beyond the view read as 0.
// #if INPUT == vec4
alias InputUnit = vec4f;

fn input4(row: u32, four: u32) -> vec4f {
  return input[row * params.in_pitch + params.in_offset + four];
}
// #end
// #if INPUT == half
alias InputUnit = vec2u;

fn input4(row: u32, four: u32) -> vec4f {
  let packed = input[row * params.in_pitch + params.in_offset + four];
  return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
// #end
// #if INPUT == scalar
alias InputUnit = f32;

fn input1(row: u32, channel: u32) -> f32 {
  if (channel >= params.in_channels) {
    return 0.0;
  }
  return input[row * params.in_pitch + params.in_offset + channel];
}
// #end
// #if INPUT == halves
alias InputUnit = u32;

fn input1(row: u32, channel: u32) -> f32 {
  if (channel >= params.in_channels) {
    return 0.0;
  }
  let half = params.in_offset + channel;
  let pair = unpack2x16float(input[row * params.in_pitch + half / 2u]);
  return select(pair.x, pair.y, (half & 1u) == 1u);
}
// #end
// #if INPUT_ALIGNED == 0
fn input4(row: u32, four: u32) -> vec4f {
  let first = four * 4u;
  return vec4f(input1(row, first), input1(row, first + 1u), input1(row, first + 2u), input1(row, first + 3u));
}
// #end
