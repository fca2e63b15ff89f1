import { defineConfig } from 'vite';

export default defineConfig({
  base: './', // works from any folder of any server
  server: { fs: { allow: ['../..'] } }, // the package and the data lie beside the page
  worker: { format: 'es' },
  build: { target: 'es2022' },
});
