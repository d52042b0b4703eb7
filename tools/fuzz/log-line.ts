import type { Failure } from './verdict.ts';

/** Returns the problems of a log line and the request it belongs to. `secrets` are the tokens of tickets. */
export function judgeLogLine(line: string, secrets: ReadonlySet<string>): readonly (Failure & { index?: number })[] {
  const found = /"fuzz-case-(\d+)"/.exec(line)?.[1];
  const about = found === undefined ? {} : { index: Number(found) };
  const failures: (Failure & { index?: number })[] = [];
  const words = line.replaceAll(/%[\da-f]{2}/gi, ' ').match(/(?<![\w-])[\w-]{22}(?![\w-])/g) ?? [];
  if (words.some((word) => secrets.has(word)))
    failures.push({ rule: 'the token of a ticket in the log', detail: line.slice(0, 400), ...about });
  if (/unhandled|uncaught/i.test(line))
    failures.push({ rule: 'an unhandled error', detail: line.slice(0, 1000), ...about });
  else if (!isRecord(line)) failures.push({ rule: 'a line that is no log record', detail: line.slice(0, 400) });
  return failures;
}

function isRecord(line: string): boolean {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null && 'level' in record;
  } catch {
    return false;
  }
}
