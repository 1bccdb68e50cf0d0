import { LimitError } from '../core/index.ts';

/** What our kernels cannot do without. All of it is in every core WebGPU adapter; compatibility-mode adapters may offer less. */
const NEEDED = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupStorageSize: 16_384,
} as const;

/** Limits that we raise to what the adapter has. The rest stays at WebGPU's defaults, which are enough. */
const RAISED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'maxTextureDimension2D',
] as const;

/**
 * Features asked for where offered: first ours, then what the renderer that shares the device would have asked for itself. Without
 * `core-features-and-limits` it believes that it is on a compatibility-mode device and takes slow paths.
 */
const WANTED: readonly string[] = [
  'shader-f16',
  'subgroups',
  'timestamp-query',
  'core-features-and-limits',
  'depth-clip-control',
  'depth32float-stencil8',
  'texture-compression-bc',
  'texture-compression-bc-sliced-3d',
  'texture-compression-etc2',
  'texture-compression-astc',
  'texture-compression-astc-sliced-3d',
  'indirect-first-instance',
  'rg11b10ufloat-renderable',
  'bgra8unorm-storage',
  'float32-filterable',
  'float32-blendable',
  'clip-distances',
  'dual-source-blending',
  'texture-formats-tier1',
  'texture-formats-tier2',
];

/** The adapter's own values of the limits that large clouds run into. Never more than it has: `requestDevice` would reject. */
export function chooseLimits(offered: GPUSupportedLimits): Record<string, number> {
  for (const [limit, needed] of Object.entries(NEEDED)) {
    const available = offered[limit as keyof typeof NEEDED];
    if (available < needed) {
      throw new LimitError(
        'LIMIT_DEVICE',
        `This graphics adapter offers ${limit} = ${available}; the kernels need ${needed}.`,
        { limit, needed, available },
      );
    }
  }
  return Object.fromEntries(RAISED.map((limit) => [limit, offered[limit]]));
}

export function chooseFeatures(offered: ReadonlySet<string>): GPUFeatureName[] {
  return WANTED.filter((feature) => offered.has(feature)) as GPUFeatureName[];
}
