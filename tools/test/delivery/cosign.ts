/**
 * Stands in for cosign where no registry is: verifies and signs images that are listed in the file SCRATCH_REGISTRY, and refuses what
 * cosign refuses. The flags are those of its reference (cosign_verify.md and cosign_sign.md of v3.0.6) that take effect on such images.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** An image by digest, with who signed it. */
interface Stored {
  readonly image: string;
  readonly signatures: readonly { readonly identity: string; readonly issuer: string }[];
}

const text = { type: 'string' } as const;
const FLAGS: Readonly<Record<string, NonNullable<ParseArgsConfig['options']>>> = {
  verify: {
    'certificate-identity': text,
    'certificate-identity-regexp': text,
    'certificate-oidc-issuer': text,
    'certificate-oidc-issuer-regexp': text,
    output: { type: 'string', short: 'o' },
    timeout: { type: 'string', short: 't' },
  },
  sign: { yes: { type: 'boolean', short: 'y' }, recursive: { type: 'boolean', short: 'r' } },
};

const file = process.env['SCRATCH_REGISTRY'] ?? fail('SCRATCH_REGISTRY is not set');
const stored = JSON.parse(readFileSync(file, 'utf8')) as readonly Stored[];
const [command = '', ...args] = process.argv.slice(2);
const { values, positionals } = readFlags();
if (command === 'verify') verify();
else sign();

function readFlags(): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  const options = FLAGS[command] ?? fail(`unknown command "${command}" for "cosign"`);
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    return fail(`unknown flag: ${(error as Error).message}`);
  }
}

function verify(): void {
  if (positionals.length === 0) fail('requires at least 1 arg(s), only received 0');
  if (!has('certificate-identity'))
    fail('--certificate-identity or --certificate-identity-regexp is required for verification in keyless mode');
  if (!has('certificate-oidc-issuer'))
    fail('--certificate-oidc-issuer or --certificate-oidc-issuer-regexp is required for verification in keyless mode');
  for (const image of positionals) {
    const { signatures } = find(image);
    if (signatures.length === 0) fail('no signatures found');
    if (
      !signatures.some(
        ({ identity, issuer }) =>
          matches('certificate-identity', identity) && matches('certificate-oidc-issuer', issuer),
      )
    )
      fail('no matching signatures: none of the expected identities matched what was in the certificate');
  }
  process.stdout.write('[{"critical":{}}]\n');
}

function sign(): void {
  if (values['yes'] !== true) fail('should upload to transparency log: run with --yes to confirm');
  const identity = process.env['WORKFLOW_IDENTITY'] ?? fail('no identity token was found');
  const signature = { identity, issuer: 'https://token.actions.githubusercontent.com' };
  const signed = positionals.map((image) => find(image).image);
  save(
    stored.map((one) => (signed.includes(one.image) ? { ...one, signatures: [...one.signatures, signature] } : one)),
  );
}

function find(image: string): Stored {
  if (!/@sha256:[\da-f]{64}$/.test(image)) fail(`could not parse reference: ${image}`);
  return stored.find((one) => one.image === image) ?? fail(`GET ${image}: MANIFEST_UNKNOWN: manifest unknown`);
}

function has(name: string): boolean {
  return values[name] !== undefined || values[`${name}-regexp`] !== undefined;
}

function matches(name: string, value: string): boolean {
  const [exact, pattern] = [values[name], values[`${name}-regexp`]];
  return typeof exact === 'string' ? exact === value : new RegExp(String(pattern)).test(value);
}

function save(images: readonly Stored[]): void {
  writeFileSync(file, JSON.stringify(images));
}

function fail(message: string): never {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(1);
}
