import { readFileSync } from 'node:fs';

/**
 * The response of Kiosque in the file RECORDING, which peers send. Peers are plain JavaScript, so that their memory contains no compiler.
 *
 * @returns {{ headers: Record<string, string>, notModified: Record<string, string>, body: Buffer, etag: string }}
 */
export function readRecording() {
  const { headers, notModified, body, etag } = JSON.parse(readFileSync(process.env.RECORDING, 'utf8'));
  return { headers, notModified, body: Buffer.from(body, 'base64'), etag };
}
