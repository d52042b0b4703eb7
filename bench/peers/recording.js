import { readFileSync } from 'node:fs';

/**
 * The answer of Kiosque that RECORDING names, for peers to repeat. Peers are plain JavaScript, so that none carries a compiler in its memory.
 *
 * @returns {{ headers: Record<string, string>, notModified: Record<string, string>, body: Buffer, etag: string }}
 */
export function readRecording() {
  const { headers, notModified, body, etag } = JSON.parse(readFileSync(process.env.RECORDING, 'utf8'));
  return { headers, notModified, body: Buffer.from(body, 'base64'), etag };
}
