import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

/** `engines` of package.json, which is not shipped. */
const OLDEST_NODE = [24, 9] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(`Kiosque requires Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

// The build stores V8's compile cache next to the bundle, which halves the startup time. It is ignored if missing or from another Node
// version. It must be enabled before other imports. Older Nodes lack this export, hence the default import.
nodeModule.enableCompileCache(fileURLToPath(new URL('./compile-cache', import.meta.url)));

const { start } = await import('./start.ts');
await start(import.meta.url);
