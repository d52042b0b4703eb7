import { readFileSync } from 'node:fs';

/** Checks the Node version, in syntax that Node 14 can still parse: `npm ci` and `npm run build` run it first. */
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const oldest = engines.node.replace('>=', '');
const [major, minor] = oldest.split('.').map(Number);
const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  console.error(
    `Kiosque requires Node ${oldest} or newer; this is ${process.versions.node}: npm has not installed the Node that package.json names (node_modules/.bin/node). Run npm ci without --ignore-scripts, or put a newer Node first in PATH.`,
  );
  process.exit(1);
}
