import { canonicalClient } from '../events/address.ts';

/** What PAM says about a sign-in that failed. */
export interface PamFailure {
  /** Canonical address or host name; undefined where it is none, is missing, or cannot be told from what a client sent. */
  readonly client: string | undefined;
  readonly user: string;
  /** How many failures the line stands for. */
  readonly count: number;
}

const FAILURE =
  /^(?:\(?pam_\w+\)?(?:\([^()]{0,100}\))?: ?|\(pam_\w+\) |PAM )?(?:authentication failure;|(\d{1,6}) more authentication failures?;)/u;

/** Reads `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root`, whatever PAM module wrote it. */
export function pamFailure(message: string): PamFailure | undefined {
  const match = FAILURE.exec(message);
  if (match === null) return undefined;
  const remoteUser = message.indexOf(' ruser=', match[0].length);
  const fields = remoteUser < 0 ? message.slice(match[0].length) : message.slice(remoteUser + 7);
  const client = clientIn(fields);
  return { client, user: userIn(fields), count: Number(match[1] ?? 1) };
}

/**
 * `ruser` and `user` come from the client and may imitate ` rhost=` and ` user=`. The real ` rhost=` follows the one and precedes
 * the other; where another address follows a ` user=`, either may be imitated, and none is certain.
 */
function clientIn(fields: string): string | undefined {
  const user = fields.indexOf(' user=');
  const before = hostsIn(user < 0 ? fields : fields.slice(0, user));
  const after = user < 0 ? [] : hostsIn(fields.slice(user));
  const certain = after.length === 0 || new Set([...before, ...after]).size === 1;
  return (certain ? before.at(-1) : undefined) || undefined;
}

function hostsIn(fields: string): string[] {
  return [...` ${fields}`.matchAll(/ rhost=(\S*)/gu)].slice(-50).map(([, host = '']) => canonicalClient(host) ?? '');
}

function userIn(fields: string): string {
  const at = fields.indexOf(' user=');
  if (at >= 0) return fields.slice(at + 6).trimEnd();
  const host = ` ${fields}`.lastIndexOf(' rhost=');
  return host < 0 ? '' : fields.slice(0, Math.max(0, host - 1)).trim();
}
