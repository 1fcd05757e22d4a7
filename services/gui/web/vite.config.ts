import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { mapOutline } from './map-outline.ts';

// Whoever builds, also from a test, gets the same bytes.
process.env['NODE_ENV'] = 'production';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact(), mapOutline()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Inlined assets would be data: URLs, which the page's security policy allows for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
