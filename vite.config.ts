import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { adoptedStyles, contractFiles, precompressed, zippedAtOnce } from './scripts/web-plugins.js';

const SERVER = 'http://127.0.0.1:4000';

/** The console (docs/decisions/0064-console.md): `npm run build` writes it to `dist/web`, the server serves it at `/`. */
export default defineConfig({
  root: fileURLToPath(new URL('web', import.meta.url)),
  plugins: [react(), adoptedStyles(), zippedAtOnce(), contractFiles(), precompressed()],
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    // What each page loads: tests/web/sizes.test.ts adds it up. The server does not serve it.
    manifest: true,
    target: 'chrome91',
    // Pictures and fonts as data: addresses would need a wider policy than default-src 'self'.
    assetsInlineLimit: 0,
    // Its polyfill is an inline script in old browsers; chrome91 preloads modules by itself.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
  server: { proxy: Object.fromEntries(['/graphql', '/imports', '/exports', '/health', '/version'].map((path) => [path, SERVER])) },
});
