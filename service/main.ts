import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// The build leaves V8's compiled code beside the bundle; reading it back halves the start. Where there is none, or it does not fit this
// Node, nothing changes. It must be enabled before anything else is imported.
enableCompileCache(fileURLToPath(new URL('./compile-cache', import.meta.url)));

const { start } = await import('./start.ts');
await start(import.meta.url);
