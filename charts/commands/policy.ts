/** `npm run policy [-- <directory>]`: checks rendered manifests against the schemas and rules of docs/policy.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { checkPolicy } from '../policy/check-policy.ts';
import type { Finding } from '../policy/check-policy.ts';
import { rules } from '../policy/rules.ts';
import { ignoreClosedOutput, readArguments } from './command-line.ts';

/** In dist/, other files are not for a cluster. */
const MANIFEST = /\.k8s\.yaml$/;
const YAML = /\.ya?ml$/;

const [given] = readArguments('usage: npm run policy [-- <directory>]', 1);
ignoreClosedOutput();
const groups = given === undefined ? groupsOf('dist', MANIFEST) : groupsOf(given, YAML);
const findings: Finding[] = [];
for (const group of groups) {
  try {
    findings.push(...(await checkPolicy(group)));
  } catch (error) {
    fail(`${[...group.keys()].join(', ')}: ${(error as Error).message}`);
  }
}
for (const { file, subject, rule, message } of findings) {
  process.stdout.write(`${styleText('red', rule)} ${file}: ${subject} ${message}\n`);
}
const files = groups.reduce((sum, group) => sum + group.size, 0);
process.stdout.write(
  `${String(files)} files checked against the schemas and ${String(rules.length)} rules: ` +
    (findings.length === 0 ? 'no findings\n' : `${String(findings.length)} findings (docs/policy.md)\n`),
);
if (findings.length > 0) process.exitCode = 1;

/** Files in the same folder are applied together, so they are checked together. */
function groupsOf(root: string, pattern: RegExp): ReadonlyMap<string, string>[] {
  const folders = Map.groupBy(filesIn(root, pattern), (path) => dirname(path));
  if (folders.size === 0) fail(`${root} contains no .yaml or .yml files; pass a directory of manifests`);
  return [...folders.values()].map((paths) => new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])));
}

function filesIn(root: string, pattern: RegExp): string[] {
  try {
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
    return paths
      .filter((path) => pattern.test(path))
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
