import { connect } from 'node:net';

/** Sends raw bytes over a new connection, and resolves with everything received until the server closes it. */
export async function rawRequest(url: string, bytes: string | Buffer, timeoutMs = 10_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setTimeout(timeoutMs, () => {
      socket.destroy(new Error(`no end of the answer after ${String(timeoutMs)} ms: ${answer.slice(0, 200)}`));
    });
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.once('close', () => {
      resolve(answer);
    });
    socket.once('error', reject);
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  });
}

/** Returns the status of a response of `rawRequest`; NaN if it is not a response. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}
