/**
 * Builds the pages into dist/ui, from where the control API and the Central System serve them (src/page).
 * Guarantee: scripts are in scripts/, styles in styles/, both with a hash of their content in the name; nothing is inline.
 */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '../dist/ui'),
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        charger: join(import.meta.dirname, 'charger.html'),
        central: join(import.meta.dirname, 'central.html'),
      },
      output: {
        entryFileNames: 'scripts/[name]-[hash].js',
        chunkFileNames: 'scripts/[name]-[hash].js',
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'shared', test: /ui[\\/]src[\\/]shared[\\/]/ },
          ],
        },
        assetFileNames: 'styles/[name]-[hash][extname]',
      },
    },
  },
});
