import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/** `engines` of package.json, which is not shipped. */
const OLDEST_NODE = [24, 9] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(`Kiosque needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.versions.node}.\n`);
  process.exit(1);
}

// The build leaves V8's compiled code beside the bundle; reading it back halves the start. Where there is none, or it does not fit this
// Node, nothing changes. It must be enabled before anything else is imported. Older Nodes have no export of that name to import.
nodeModule.enableCompileCache(fileURLToPath(new URL('./compile-cache', import.meta.url)));

const { start } = await import('./start.ts');
await start(import.meta.url);
