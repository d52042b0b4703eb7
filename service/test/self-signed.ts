import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a self-signed certificate for 127.0.0.1, in a temporary directory. */
export interface SelfSigned {
  readonly directory: string;
  readonly certificate: string;
  readonly key: string;
}

/** Creates a certificate valid for a day. The spec removes the directory. */
export function selfSigned(): SelfSigned {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-certificate-'));
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  return { directory, certificate, key };
}
