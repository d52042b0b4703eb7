import { LogAnalysis } from '../../security-log/analysis/log-analysis.ts';
import { UsageError } from '../command.errors.ts';
import { logFile } from './read-lines.ts';
import type { LogFile } from './read-lines.ts';
import { jsonReport, textReport } from './report.ts';

/** Options of `analyse`. */
export interface AnalyseOptions {
  readonly format?: string | undefined;
  readonly offset?: string | undefined;
  readonly proxies?: string | undefined;
  readonly json: boolean;
}

const PROGRESS_MS = 2_000;

/** Prints a report on log files; `-` is standard input. Files are read one after the other, in the order given. */
export async function analyse(paths: readonly string[], options: AnalyseOptions): Promise<void> {
  if (paths.length === 0) throw new UsageError('analyse requires at least one file, or - for standard input.');
  const files = await Promise.all(paths.map(logFile));
  const analysis = newAnalysis(options);
  for (const file of files) await analyseFile(analysis, file);
  process.stdout.write(options.json ? `${JSON.stringify(jsonReport(analysis), undefined, 2)}\n` : textReport(analysis));
}

function newAnalysis({ format, offset = '0', proxies = '' }: AnalyseOptions): LogAnalysis {
  if (!/^[+-]?\d{1,4}$/.test(offset)) throw new UsageError('--offset must be minutes east of UTC, such as 60.');
  const trustedProxies = proxies.split(',').filter((entry) => entry !== '');
  try {
    return new LogAnalysis({ format, offset: Number(offset), trustedProxies });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function analyseFile(analysis: LogAnalysis, file: LogFile): Promise<void> {
  const progress = new Progress(file);
  const now = Date.now();
  for await (const lines of file.lines((bytes) => {
    progress.note(bytes);
  })) {
    for (const line of lines) analysis.add(file.origin, line, now);
    progress.lines += lines.length;
  }
}

/** Tells on standard error how far a long file was read. */
class Progress {
  lines = 0;
  readonly #file: LogFile;
  readonly #start = performance.now();
  #next = PROGRESS_MS;

  constructor(file: LogFile) {
    this.#file = file;
  }

  note(bytes: number): void {
    const elapsed = performance.now() - this.#start;
    if (elapsed < this.#next) return;
    this.#next = elapsed + PROGRESS_MS;
    const { origin, bytes: total } = this.#file;
    const share = total === undefined ? '' : `${String(Math.floor((100 * bytes) / total))} %, `;
    const rate = Math.round(this.lines / (elapsed / 1000));
    process.stderr.write(`${origin}: ${share}${String(this.lines)} lines, ${String(rate)} lines/s\n`);
  }
}
