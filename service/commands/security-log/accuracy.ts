import { stat } from 'node:fs/promises';
import { UsageError } from '../command.errors.ts';
import { acunetix, benign, harmless } from './accuracy-access-logs.ts';
import { clamav, sshd } from './accuracy-counts.ts';
import { crowdsec } from './accuracy-crowdsec.ts';
import { coreRuleSet } from './accuracy-core-rule-set.ts';
import { fail2ban } from './accuracy-fail2ban.ts';
import type { Figures } from './accuracy-figures.ts';

const CHECKS: readonly ((directory: string) => Promise<Figures | undefined>)[] = [
  sshd,
  clamav,
  benign,
  acunetix,
  harmless,
  coreRuleSet,
  fail2ban,
  crowdsec,
];

/** Prints how what is found in the logs of a directory compares with their annotations; logs that are not there are left out. */
export async function accuracy(paths: readonly string[], isJson: boolean): Promise<void> {
  const [directory] = paths;
  if (directory === undefined || paths.length > 1)
    throw new UsageError('accuracy requires one directory of annotated logs.');
  if (!(await stat(directory).catch(() => undefined))?.isDirectory())
    throw new UsageError(`${directory} is not a directory.`);
  const all: Figures[] = [];
  for (const check of CHECKS) {
    const figures = await check(directory);
    if (figures === undefined) continue;
    all.push(figures);
    if (!isJson) process.stdout.write(textOf(figures));
  }
  if (all.length === 0) throw new UsageError(`${directory} contains none of the annotated logs.`);
  if (isJson) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
}

function textOf({ name, isMet, figures, misses }: Figures): string {
  const rows = Object.entries(figures).map(([label, value]) => `  ${label.padEnd(44)} ${String(value)}`);
  const listed = misses.map((miss) => `    ${miss}`);
  return `${[`${isMet ? 'met    ' : 'not met'}  ${name}`, ...rows, ...listed].join('\n')}\n\n`;
}
