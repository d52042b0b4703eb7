/** `npm run flags`: prints the feature flags with their state in each environment; fails if one is past its last day. */
import { readFileSync } from 'node:fs';
import { environments } from '../../charts/environments/environments.ts';
import { featureFlags } from '../../service/config/feature-flags.ts';
import { settingGroups } from '../../service/configuration.ts';
import { checkFlags } from './check-flags.ts';

const flags = featureFlags(settingGroups());
for (const { name, owner, ends } of flags) {
  const states = environments.map(({ name: environment, featureFlags: own }) => {
    const known: Readonly<Record<string, string>> = own;
    return `${environment} ${known[name] ?? 'off'}`;
  });
  process.stdout.write(`${name}  until ${ends}  ${owner}  ${states.join(', ')}\n`);
}
const problems = checkFlags(flags, readFileSync('.github/CODEOWNERS', 'utf8'), Date.now());
process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
if (problems.length > 0) process.exitCode = 1;
