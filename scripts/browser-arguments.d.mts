/** Launch arguments with which a headless Chromium draws WebGPU on a machine without a GPU. `WEBGPU_HARDWARE=1` takes the machine's own GPU. */
export function browserArguments(): string[];
