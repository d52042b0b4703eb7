/** `npm run licences`: prints the licences of the image's contents, from its SBOM; fails on one that is not listed here. */
import { execFileSync } from 'node:child_process';

/** Permissive licences, by SPDX identifier: they require attribution at most. */
const ALLOWED = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Python-2.0',
  'PSF-2.0',
  'Unlicense',
];

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
}

const sbom = execFileSync('tools/release/sbom', { encoding: 'utf8' });
const { components } = JSON.parse(sbom) as { components: readonly Component[] };
const byLicence = Map.groupBy(components, licenceOf);
for (const [licence, list] of [...byLicence].sort()) {
  const names = [...new Set(list.map(({ name, version }) => `${name}@${version}`))];
  process.stdout.write(`${licence} (${String(names.length)}): ${names.sort().join(', ')}\n`);
}
const refused = [...byLicence.keys()].filter((licence) => !isAllowed(licence));
if (refused.length > 0) {
  process.stderr.write(
    `not allowed: ${refused.join(', ')}; replace the package, or list it in tools/release/licences.ts\n`,
  );
  process.exitCode = 1;
}

/** If a component lists several licences, all of them apply. */
function licenceOf({ licenses = [] }: Component): string {
  const all = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'unknown');
  if (all.length === 1) return all.join('');
  return all.map((one) => (one.includes(' OR ') ? `(${one})` : one)).join(' AND ') || 'unknown';
}

/** For `A OR B` one must be allowed, for `A AND B` both; parentheses are evaluated first (SPDX, annex D). */
function isAllowed(licence: string): boolean {
  const [brackets, inside = ''] = /\(([^()]*)\)/.exec(licence) ?? [];
  if (brackets !== undefined) return isAllowed(licence.replace(brackets, isAllowed(inside) ? 'MIT' : 'refused'));
  return licence.split(' OR ').some((choice) => choice.split(' AND ').every((id) => ALLOWED.includes(id)));
}
