// The one table of rooms, read by .dependency-cruiser.cjs and held against ARCHITECTURE.md by scripts/check-architecture.mjs.
// floor: a room may import only rooms on a lower floor.  may: which of those.  npm: packages it may import.
// kernels: may read kernels/.  node: may import Node's own modules.  Tests may import any package.
const rooms = {
  core: { floor: 0, may: [], npm: [] },
  sources: { floor: 1, may: ['core'], npm: [] },
  formats: { floor: 1, may: ['core'], npm: ['@bufbuild/protobuf', 'fflate', 'hyparquet', 'hyparquet-compressors', 'draco3d'] },
  geometry: { floor: 1, may: ['core'], npm: [] },
  gpu: { floor: 1, may: ['core'], npm: [] },
  ops: { floor: 2, may: ['core', 'gpu'], npm: ['@tensorflow'], kernels: true },
  voxels: { floor: 3, may: ['core', 'geometry', 'ops'], npm: [] },
  nn: { floor: 3, may: ['core', 'ops'], npm: [] },
  heads: { floor: 3, may: ['core', 'geometry', 'ops'], npm: [] },
  metrics: { floor: 3, may: ['core', 'geometry'], npm: [] },
  segment: { floor: 3, may: ['core', 'geometry'], npm: [] },
  datasets: { floor: 4, may: ['core', 'sources', 'formats'], npm: [] },
  synthesis: { floor: 4, may: ['core', 'geometry'], npm: [] },
  teach: { floor: 4, may: ['core', 'ops', 'nn'], npm: [] },
  pipeline: { floor: 5, may: ['core', 'sources', 'formats', 'geometry', 'gpu', 'ops', 'voxels', 'nn', 'heads'], npm: [] },
  training: { floor: 5, may: 4, npm: ['@tensorflow'] },
  evaluation: { floor: 5, may: ['core', 'geometry', 'metrics', 'datasets'], npm: [] },
  engine: {
    floor: 6,
    may: ['core', 'sources', 'formats', 'gpu', 'ops', 'nn', 'datasets', 'synthesis', 'pipeline', 'training', 'evaluation', 'teach', 'segment'],
    npm: ['comlink'],
  },
  overlays: { floor: 6, may: ['core', 'geometry'], npm: [] },
  inspection: { floor: 6, may: ['core', 'geometry', 'metrics', 'evaluation'], npm: [] },
  viewer: { floor: 7, may: ['core', 'geometry', 'gpu', 'overlays'], npm: ['three'] },
  state: { floor: 7, may: ['core', 'segment', 'evaluation', 'engine', 'overlays', 'inspection'], npm: ['zustand'] },
  ui: {
    floor: 8,
    may: ['core', 'metrics', 'evaluation', 'overlays', 'inspection', 'viewer', 'state'],
    npm: ['react', 'lucide-react', 'zustand'],
  },
  app: { floor: 9, may: 8, npm: ['react', 'react-dom', 'vite-plugin-pwa'] },
  cli: { floor: 9, may: 5, npm: ['commander', 'webgpu', '@tensorflow/tfjs-backend-wasm'], node: true },
};

// A number means every room up to that floor.
const upTo = (floor) => Object.keys(rooms).filter((name) => rooms[name].floor <= floor);
for (const room of Object.values(rooms)) if (typeof room.may === 'number') room.may = upTo(room.may);

module.exports = rooms;
