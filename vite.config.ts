import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { pageWeight } from './scripts/page-weight-plugin.ts';
import { wgsl } from './scripts/wgsl-plugin.ts';

/**
 * No request may leave the page's origin: dropped files have nowhere to go. `wasm-unsafe-eval` compiles the CPU kernels.
 * Only in the built page: the development server injects scripts of its own.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function contentSecurityPolicy(): Plugin {
  return {
    name: 'voxelens-content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

// Relative base: the build works from any folder of any static host, and from a sub-path.
export default defineConfig({
  base: './',
  plugins: [
    wgsl(),
    react(),
    contentSecurityPolicy(),
    pageWeight(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Voxelens',
        short_name: 'Voxelens',
        description: 'See what a sparse 3D network understands of a point cloud. In this tab, offline.',
        display: 'standalone',
        start_url: './',
        background_color: '#0e1116',
        theme_color: '#0e1116',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,html,svg,wasm,wgsl,json,safetensors,md}'],
        maximumFileSizeToCacheInBytes: 16 * 1024 * 1024,
        navigateFallback: 'index.html',
      },
    }),
  ],
  worker: { format: 'es', plugins: () => [wgsl()], rolldownOptions: { output: { keepNames: true } } },
  // Error classes cross to the page by name: shortened names would all become the base class.
  build: { target: 'es2022', chunkSizeWarningLimit: 2500, rolldownOptions: { output: { keepNames: true } } },
});
