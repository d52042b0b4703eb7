/** `npm run policy [-- <directory>]`: checks rendered manifests against the schemas and rules of docs/policy.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { checkPolicy } from '../policy/check-policy.ts';
import type { Finding } from '../policy/check-policy.ts';
import { rules } from '../policy/rules.ts';

const directory = process.argv[2] ?? 'dist';
const groups = groupsOf(directory);
const findings: Finding[] = [];
for (const group of groups.values()) {
  try {
    findings.push(...(await checkPolicy(group)));
  } catch (error) {
    fail(`${[...group.keys()].join(', ')}: ${(error as Error).message}`);
  }
}
for (const { file, subject, rule, message } of findings) {
  process.stdout.write(`${styleText('red', rule)} ${file}: ${subject} ${message}\n`);
}
const files = [...groups.values()].reduce((sum, group) => sum + group.size, 0);
process.stdout.write(
  `${String(files)} files checked against the schemas and ${String(rules.length)} rules: ` +
    (findings.length === 0 ? 'no findings\n' : `${String(findings.length)} findings (docs/policy.md)\n`),
);
if (findings.length > 0) process.exitCode = 1;

/** Files in the same folder are applied together, so they are checked together. */
function groupsOf(root: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const path of yamlFiles(root)) {
    const folder = dirname(path);
    const group = found.get(folder) ?? new Map<string, string>();
    found.set(folder, group.set(path, readFileSync(path, 'utf8')));
  }
  return found.size > 0 ? found : fail(`${root} contains no .yaml or .yml files; pass a directory of manifests`);
}

function yamlFiles(root: string): string[] {
  try {
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
    return paths
      .filter((path) => /\.ya?ml$/.test(path))
      .sort()
      .map((path) => join(root, path));
  } catch {
    return fail(`${root} is not a readable directory; pass a directory of manifests`);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
