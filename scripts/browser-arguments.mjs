/**
 * Launch arguments with which a headless Chromium draws WebGPU on a machine without a GPU and keeps the device: with fewer of them
 * compute works, but the first canvas present loses the device. `WEBGPU_HARDWARE=1` takes the machine's own GPU instead.
 */
export function browserArguments() {
  const common = [
    '--no-sandbox',
    '--enable-unsafe-webgpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (process.platform !== 'linux') return common;
  if (process.env.WEBGPU_HARDWARE === '1')
    return [...common, '--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'];
  return [
    ...common,
    '--enable-features=Vulkan',
    '--use-angle=vulkan',
    '--use-vulkan=swiftshader',
    '--use-webgpu-adapter=swiftshader',
  ];
}
