import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { createWebGpuOps } from '../webgpu/index.ts';
import { KERNELS } from '../webgpu/kernels.ts';
import { describeConformance } from './suite.fixture.ts';

describeConformance('webgpu', async () => {
  const ops = await createWebGpuOps(await openTestDevice());
  process.stderr.write(`webgpu ops on ${ops.adapter}: ${Object.keys(KERNELS).length} kernels compiled\n`);
  return ops;
});
