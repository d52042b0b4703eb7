/** What git prints, and what it means. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /Host key verification failed|host key .*changed/i,
    'the host key of the server is not in knownHostsFile; nothing was sent',
  ],
  [
    /UNPROTECTED PRIVATE KEY|bad permissions|error in libcrypto|invalid format/i,
    'privateKeyFile is not a usable private key: it must end with a newline, and only its user may read it',
  ],
  [/Permission denied \(publickey/i, 'the server does not accept the key of privateKeyFile'],
  [
    /Authentication failed|could not read (?:Username|Password)|Access denied|error: 40[13]/i,
    'the server does not accept usernameFile and tokenFile, or they may not write',
  ],
  [/protected branch|GH006|not allowed to push/i, 'the branch is protected: allow these credentials to push to it'],
  [
    /repository .*not found|does not appear to be a git repository|not found$|project you were looking for/im,
    'there is no such repository, or these credentials may not read it',
  ],
  [
    /No space left on device/i,
    'the repository does not fit on the disk of this program, or the disk of the server is full',
  ],
  [/SSL certificate|certificate verif|self[- ]signed/i, 'the certificate of the server is not trusted: set caFile'],
  [
    /unable to update url base from redirection/i,
    'the server redirects to another address: use that one, usually with .git at the end',
  ],
  [
    /Could not resolve|Connection refused|timed out|Failed to connect|No route|Network is unreachable|Connection reset/i,
    'the server cannot be reached',
  ],
];

/** Messages of pushes that another push came before. */
const CONFLICT =
  /cannot lock ref|failed to update ref|fetch first|stale info|non-fast-forward|incorrect old value|reference already exists/i;

/** Whether a push failed because another one came first. */
export function isConflict(stderr: string): boolean {
  return CONFLICT.test(stderr);
}

/** Returns in a few words why git failed, without secrets, control characters, and credentials in addresses. */
export function reasonOfGit(stderr: string, secrets: readonly string[]): string {
  const meaning = MEANINGS.find(([pattern]) => pattern.test(stderr))?.[1];
  if (meaning !== undefined) return meaning;
  const lines = stderr.split(/[\r\n]+/).filter((line) => /^(?:remote|fatal|error|!|ssh)/.test(line.trim()));
  return redacted(lines.at(-1) ?? 'git ended without a message', secrets);
}

function redacted(line: string, secrets: readonly string[]): string {
  const shown = secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .reduce((text, secret) => text.replaceAll(secret, '***'), line);
  return shown
    .replace(/\/\/[^/@\s]*@/g, '//***@')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
