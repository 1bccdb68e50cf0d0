// Four output channels of row `row` of the matrix `weights` [rows × out_channels]. WEIGHTS: `vec4` f32 and `half` pack2x16float, where
// out_channels is a multiple of four; `scalar` f32 for any, with zeros beyond out_channels.
// #if WEIGHTS == vec4
alias WeightUnit = vec4f;

fn weight4(row: u32, four: u32) -> vec4f {
  return weights[row * params.out_fours + four];
}
// #end
// #if WEIGHTS == half
alias WeightUnit = vec2u;

fn weight4(row: u32, four: u32) -> vec4f {
  let packed = weights[row * params.out_fours + four];
  return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
// #end
// #if WEIGHTS == scalar
alias WeightUnit = f32;

fn weight4(row: u32, four: u32) -> vec4f {
  let first = row * params.out_channels + four * 4u;
  let left = params.out_channels - four * 4u;
  var value = vec4f(weights[first], 0.0, 0.0, 0.0);
  if (left > 1u) {
    value.y = weights[first + 1u];
  }
  if (left > 2u) {
    value.z = weights[first + 2u];
  }
  if (left > 3u) {
    value.w = weights[first + 3u];
  }
  return value;
}
// #end

// #if INPUT_ALIGNED == 0
/// Input channels beyond the view are 0, but 0 times a weight that is not there could be anything.
fn input_channel(channel: u32) -> u32 {
  return min(channel, params.in_channels - 1u);
}
// #else
fn input_channel(channel: u32) -> u32 {
  return channel;
}
// #end
