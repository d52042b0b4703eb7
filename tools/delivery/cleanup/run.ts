import { execFile } from 'node:child_process';
import { z } from 'zod';

/** Returns what a program prints; throws with its command and the first lines of its error output if it fails. */
export function run(file: string, ...args: readonly string[]): Promise<string> {
  return runWith('', file, ...args);
}

/** Like `run`, with a text for the program to read. */
export function runWith(input: string, file: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const { stdin } = execFile(file, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      const reason = stderr.trim().split('\n').slice(0, 3).join('; ') || error.message;
      reject(new Error(`${[file, ...args.slice(0, 4)].join(' ')} failed: ${reason}`));
    });
    // A program that ended without reading it has its own message.
    stdin?.on('error', () => undefined).end(input);
  });
}

/** Maps values with at most `limit` calls at a time; the first failure fails all. */
export async function mapLimited<Value, Result>(
  values: readonly Value[],
  limit: number,
  map: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) results[index] = await map(value);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

/** Returns the message of an error as one line; of a failed validation, the first problem and its place. */
export function sentenceOf(error: unknown): string {
  const [problem] = error instanceof z.ZodError ? error.issues : [];
  if (problem !== undefined) return `${problem.path.join('.')}: ${problem.message}`;
  return (error as Error).message.replaceAll(/\s*\n\s*/g, '; ');
}
