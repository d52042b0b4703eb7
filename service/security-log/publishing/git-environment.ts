import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PublishingError } from './publishing.errors.ts';
import { isHttpsTarget } from './targets.ts';
import type { HttpsTarget, SshTarget, Target } from './targets.ts';

/** Who commits, and with which key. */
export interface Committer {
  /** `Name <mail>`. */
  readonly author: string;
  /** Path of the private key that signs. */
  readonly privateKey: string;
}

/** The environment of git for one target, and the secrets that must not be printed. */
export interface GitEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: readonly string[];
}

/**
 * Prints the credentials when git asks. `printf` is built into the shell, so that neither appears in the list of processes.
 */
const CREDENTIAL_HELPER =
  '!f() { test "$1" = get || exit 0; ' +
  `printf 'username=%s\\npassword=%s\\n' "$(cat "$KIOSQUE_USERNAME_FILE")" "$(cat "$KIOSQUE_TOKEN_FILE")"; }; f`;

/**
 * Returns the environment in which git reads no configuration of the machine, asks no questions, and runs no hooks.
 * @throws PublishingError if a file with credentials cannot be read
 */
export async function gitEnvironment(
  target: Target,
  committer: Committer,
  base: NodeJS.ProcessEnv,
): Promise<GitEnvironment> {
  const [, name = '', mail = ''] = /^(.*) <(.*)>$/.exec(committer.author) ?? [];
  const [access, secrets] = isHttpsTarget(target) ? await httpsAccess(target) : [await sshAccess(target), []];
  const env = {
    ...base,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: mail,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: mail,
    ...access.env,
    ...configuration({
      'core.hooksPath': '/dev/null',
      'gc.auto': '0',
      'maintenance.auto': 'false',
      'gpg.format': 'ssh',
      'user.signingKey': committer.privateKey,
      'protocol.allow': 'never',
      'fetch.recurseSubmodules': 'false',
      // Credentials are never sent to another server.
      'http.followRedirects': 'false',
      'http.lowSpeedLimit': '100',
      'http.lowSpeedTime': '30',
      ...access.config,
    }),
  };
  return { env, secrets };
}

interface Access {
  readonly env: NodeJS.ProcessEnv;
  readonly config: Readonly<Record<string, string>>;
}

async function httpsAccess(target: HttpsTarget): Promise<[Access, readonly string[]]> {
  const secrets: string[] = [];
  for (const property of ['usernameFile', 'tokenFile'] as const) {
    const text = (await readable(target.name, property, target[property])).replace(/\n+$/, '');
    if (!/^[^\p{Cc}]+$/u.test(text)) throw new PublishingError(`${target.name}: ${property} must contain one line.`);
    secrets.push(text);
  }
  if (target.caFile !== undefined) await readable(target.name, 'caFile', target.caFile);
  const config = {
    'protocol.https.allow': 'always',
    [`credential.${new URL(target.url).origin}.helper`]: CREDENTIAL_HELPER,
    ...(target.caFile !== undefined && { 'http.sslCAInfo': resolve(target.caFile) }),
  };
  const env = {
    KIOSQUE_USERNAME_FILE: resolve(target.usernameFile),
    KIOSQUE_TOKEN_FILE: resolve(target.tokenFile),
  };
  return [{ env, config }, secrets];
}

async function sshAccess({ name, privateKeyFile, knownHostsFile }: SshTarget): Promise<Access> {
  await readable(name, 'privateKeyFile', privateKeyFile);
  await readable(name, 'knownHostsFile', knownHostsFile);
  const options = [
    'IdentitiesOnly=yes',
    'IdentityAgent=none',
    `UserKnownHostsFile="${resolve(knownHostsFile)}"`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'BatchMode=yes',
    'PreferredAuthentications=publickey',
    'ConnectTimeout=15',
    'ServerAliveInterval=10',
    'LogLevel=ERROR',
  ];
  const command = [
    'ssh',
    '-F',
    '/dev/null',
    '-i',
    resolve(privateKeyFile),
    ...options.flatMap((option) => ['-o', option]),
  ];
  const env = { GIT_SSH_COMMAND: command.map(quoted).join(' '), GIT_SSH_VARIANT: 'ssh' };
  return { env, config: { 'protocol.ssh.allow': 'always' } };
}

function quoted(argument: string): string {
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

async function readable(target: string, property: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new PublishingError(
      `${target}: ${property} cannot be read: ${String((error as NodeJS.ErrnoException).code)}.`,
    );
  }
}

/** Configuration as variables, which no other process of another user can read. */
function configuration(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const entries = Object.entries(values);
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${String(index)}`, key],
    [`GIT_CONFIG_VALUE_${String(index)}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(entries.length) } as NodeJS.ProcessEnv;
}
