/**
 * `npm run scan:gate -- [--images <JSON array>] [--summary <file>] <report.json>...`: reads Trivy's reports on images. Exits with 1 if a
 * finding blocks: a critical or high vulnerability that has a fix, a secret or a misconfiguration, unless it is accepted in
 * tools/risks/accepted-findings.ts. Exits with 2 if a report cannot be trusted; with `--images`, if one for a platform of
 * these images is missing or about another image.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ACCEPTED_FINDINGS } from '../risks/accepted-findings.ts';
import { checkImages, readReferences } from './scan/expected-images.ts';
import { findingsOf, judge } from './scan/findings.ts';
import { readReport } from './scan/report.ts';
import { lineOf, summaryOf } from './scan/summary.ts';

const USAGE = 'usage: npm run scan:gate -- [--images <JSON array>] [--summary <file>] <report.json>...';

const { values, positionals: files } = readArguments();
try {
  const reports = files.map((file) => [file, readReport(file, read(file))] as const);
  if (values.images !== undefined) checkImages(reports, readReferences(values.images));
  const found = reports.map(([, report]) => ({ report, findings: findingsOf(report) }));
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  const judgement = judge(
    found.flatMap(({ findings }) => findings),
    ACCEPTED_FINDINGS,
    today,
  );
  writeSummary(summaryOf(found, judgement));
  const { blocking, accepted } = judgement;
  for (const finding of blocking) process.stdout.write(`${lineOf(finding)}\n`);
  process.stdout.write(
    `${String(blocking.length)} findings block, ${String(accepted.length)} are accepted, in ${String(reports.length)} reports\n`,
  );
  process.exitCode = blocking.length === 0 ? 0 : 1;
} catch (error) {
  const { message } = error as Error;
  writeSummary(`**Not judged:** ${message}\n`);
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

function readArguments(): { values: { images?: string; summary?: string }; positionals: string[] } {
  try {
    const options = { images: { type: 'string' }, summary: { type: 'string' } } as const;
    const parsed = parseArgs({ allowPositionals: true, options });
    if (parsed.positionals.length === 0) throw new Error('no report was given');
    return parsed;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(2);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} cannot be read, so nothing is known about its image: scan it again.`);
  }
}

function writeSummary(markdown: string): void {
  if (values.summary !== undefined) writeFileSync(values.summary, markdown);
}
