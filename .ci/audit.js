import { spawnSync } from 'node:child_process';

// Checks production dependencies for known vulnerabilities. Some registries do not support audits, which is reported and is not a pass.
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = {};
}
const counts = report.metadata?.vulnerabilities;
if (counts === undefined) {
  console.log('audit UNAVAILABLE: the registry did not answer, so vulnerabilities are unknown');
} else if (counts.total === 0) {
  console.log('audit clean: no known vulnerabilities in production dependencies');
} else {
  for (const [name, { severity, range }] of Object.entries(report.vulnerabilities))
    console.log(`${severity}: ${name} ${range}`);
  process.exitCode = counts.high + counts.critical > 0 ? 1 : 0;
}
