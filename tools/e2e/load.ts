/**
 * `node load.ts <url> <connections>`: sends sequential requests on each connection until SIGINT, for at most ten minutes; then
 * prints the number of successful responses and the failures. Exits with code 1 if any response is not 200, or there are none.
 */
const MINUTES = 10;

const [url = '', connections = ''] = process.argv.slice(2);
if (!URL.canParse(url) || !/^[1-9]\d{0,2}$/.test(connections)) {
  process.stderr.write('usage: node tools/e2e/load.ts <url> <connections, 1 to 999>\n');
  process.exit(2);
}
const end = new AbortController();
process.once('SIGINT', () => {
  end.abort();
});
setTimeout(() => {
  end.abort();
}, MINUTES * 60_000).unref();

let good = 0;
const failures = new Map<string, number>();
await Promise.all(Array.from({ length: Number(connections) }, ask));
process.stdout.write(`${String(good)} responses with 200\n`);
for (const [reason, times] of failures) process.stdout.write(`${String(times)} x ${reason}\n`);
process.exitCode = failures.size > 0 || good === 0 ? 1 : 0;

async function ask(): Promise<void> {
  while (!end.signal.aborted) {
    const reason = await failure();
    if (reason === undefined) good++;
    else failures.set(reason, (failures.get(reason) ?? 0) + 1);
  }
}

/** Waits for requests in progress at the end: aborting them would hide failures. */
async function failure(): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    await answer.arrayBuffer();
    return answer.status === 200 ? undefined : `status ${String(answer.status)}`;
  } catch (error) {
    const { cause, message } = error as Error;
    return (cause as { code?: string } | undefined)?.code ?? message;
  }
}
