/**
 * Stands in for oras where no registry is: copies images that are listed in the file SCRATCH_REGISTRY, and refuses what oras refuses.
 * The flags are those of `oras cp` (v1.3.1) that take effect on such images: signatures, which are referrers, are only copied recursively.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface Stored {
  readonly image: string;
  readonly signatures: readonly object[];
}

const file = process.env['SCRATCH_REGISTRY'] ?? fail('SCRATCH_REGISTRY is not set');
const stored = JSON.parse(readFileSync(file, 'utf8')) as readonly Stored[];
const [command = '', ...args] = process.argv.slice(2);
if (command !== 'cp') fail(`unknown command "${command}" for "oras"`);
const { values, positionals } = readFlags();
const [from = '', to = '', ...more] = positionals;
if (to === '' || more.length > 0)
  fail('"oras cp" requires exactly 2 arguments: the source and destination for copying');
if (!/:[\w][\w.-]*$/.test(to)) fail(`"${to}": no tag or digest specified`);
const source = stored.find((one) => one.image === from) ?? fail(`failed to resolve ${from}: not found`);
// The copy has the same digest; its tag is not kept here.
const image = `${to.replace(/:[^/:]+$/, '')}${source.image.slice(source.image.indexOf('@'))}`;
const signatures = values.recursive === true ? source.signatures : [];
writeFileSync(file, JSON.stringify([...stored, { image, signatures }]));

function readFlags(): { values: { recursive?: boolean }; positionals: readonly string[] } {
  const options = { recursive: { type: 'boolean', short: 'r' }, force: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    return fail(`unknown flag: ${(error as Error).message}`);
  }
}

function fail(message: string): never {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(1);
}
