// Position of a point in voxel units, bit for bit what float32 arithmetic without fused multiply-add gives:
//   f = f32(f32(p − min) · inv)
// `zero` is 0 at run time but unknown to the compiler: one exclusive or keeps it from distributing the product over the difference and
// fusing the two, the other from fusing the product into a later subtraction. Either would move points across voxel borders on some GPUs
// and not on others.
fn grid_position(point: vec3f, minimum: vec3f, inv: f32, zero: u32) -> vec3f {
  let shifted = bitcast<vec3f>(bitcast<vec3u>(point - minimum) ^ vec3u(zero));
  let scaled = shifted * inv;
  return bitcast<vec3f>(bitcast<vec3u>(scaled) ^ vec3u(zero));
}
