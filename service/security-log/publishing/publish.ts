import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkList } from './check-list.ts';
import { downloadList } from './download-list.ts';
import type { ListSource } from './download-list.ts';
import { signedScripts } from './firewall-scripts.ts';
import { gitEnvironment } from './git-environment.ts';
import { LIST_FILES, signatureOf } from './list-files.ts';
import { publishToTarget } from './publish-to-target.ts';
import type { Outcome, Publication } from './publish-to-target.ts';
import type { PublishingConfig } from './publishing.config.ts';
import { PublishingError } from './publishing.errors.ts';
import { RemoteBranch } from './remote-branch.ts';
import { SshSignatures } from './ssh-signature.ts';
import { readTargets } from './targets.ts';
import type { Target } from './targets.ts';
import { createWorkDirectory, removeAbandoned } from './work-directory.ts';

/** Tells what happened, line by line. */
export interface Report {
  readonly done: (line: string) => void;
  readonly failed: (line: string) => void;
}

/** What all targets share. */
interface Run {
  readonly config: PublishingConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  readonly source: ListSource;
  readonly report: Report;
}

/** Variables that git, ssh and ssh-keygen get from this process: paths, proxies and certificates. */
const PASSED_ON = ['PATH', 'TZ', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/**
 * Publishes the current list to all targets, each independently of the others.
 * @returns whether all targets have the current list
 * @throws PublishingError if nothing can be published
 */
export async function publish(
  config: PublishingConfig,
  environment: NodeJS.ProcessEnv,
  report: Report,
): Promise<boolean> {
  await removeAbandoned();
  const targets = readTargets(await textOf('BLOCKLIST_TARGETS_FILE', config.BLOCKLIST_TARGETS_FILE));
  const key = config.BLOCKLIST_KEY_FILE && (await keyOf(config.BLOCKLIST_KEY_FILE));
  const directory = await createWorkDirectory();
  try {
    const passed = PASSED_ON.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
    const env = { ...Object.fromEntries(passed), HOME: directory, TMPDIR: directory, LC_ALL: 'C' } as NodeJS.ProcessEnv;
    const source = { url: config.BLOCKLIST_URL, key };
    return await publishAll(targets, { config, env, directory, source, report });
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Targets with a newer list get a second chance: another publisher may have been faster. */
async function publishAll(targets: readonly Target[], run: Run): Promise<boolean> {
  const first = await publishRound(targets, run, 'first');
  const second = first.newer.length === 0 ? first : await publishRound(first.newer, run, 'second');
  for (const target of second.newer)
    run.report.failed(
      `${target.name}: the repository has a newer version than BLOCKLIST_URL serves: another Kiosque probably publishes there, or a clock was wrong. Delete blocklist.json from the repository to publish this list.`,
    );
  return !first.failed && !second.failed && second.newer.length === 0;
}

async function publishRound(
  targets: readonly Target[],
  run: Run,
  round: string,
): Promise<{ readonly failed: boolean; readonly newer: readonly Target[] }> {
  const lists = await preparePublication(run);
  const newer: Target[] = [];
  let failed = false;
  for (const [index, target] of targets.entries()) {
    const directory = join(run.directory, `${round}-${String(index)}`);
    try {
      const outcome = await publishOne(target, lists, { ...run, directory });
      if (outcome.kind === 'older') newer.push(target);
      else run.report.done(`${target.name}: ${wordsOf(outcome, lists.list.version)}`);
    } catch (error) {
      // Anything, such as a full disk: the other targets do not suffer from it.
      failed = true;
      const reason = (error as Error).message.replace(/\.$/, '');
      run.report.failed(reason.startsWith(`${target.name}: `) ? `${reason}.` : `${target.name}: ${reason}.`);
    } finally {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return { failed, newer };
}

async function publishOne(target: Target, lists: Publication, run: Run): Promise<Outcome> {
  const { config, env, directory } = run;
  const privateKey = resolve(config.BLOCKLIST_COMMIT_KEY_FILE);
  await mkdir(directory);
  const git = await gitEnvironment(target, { author: config.BLOCKLIST_COMMIT_AUTHOR, privateKey }, env);
  const scripts = target.scripts
    ? await signedScripts(config.BLOCKLIST_SCRIPTS_DIRECTORY, privateKey, new SshSignatures(directory, env))
    : [];
  const branch = await RemoteBranch.create(target, git, directory);
  return publishToTarget(target, branch, { ...lists, files: new Map([...lists.files, ...scripts]) });
}

/** Downloads the list, and verifies it before anything is published. */
async function preparePublication({ config, env, directory, source }: Run): Promise<Publication> {
  const signatures = new SshSignatures(directory, env);
  await signatures.checkPrivateKey(resolve(config.BLOCKLIST_COMMIT_KEY_FILE));
  await textOf('BLOCKLIST_ALLOWED_SIGNERS_FILE', config.BLOCKLIST_ALLOWED_SIGNERS_FILE);
  const { version, files } = await downloadList(source);
  for (const name of LIST_FILES) {
    const [content = Buffer.of(), signature = Buffer.of()] = [files.get(name), files.get(signatureOf(name))];
    await signatures.verify(name, content, signature, resolve(config.BLOCKLIST_ALLOWED_SIGNERS_FILE));
  }
  return { list: checkList(files, version), files };
}

function wordsOf(outcome: Exclude<Outcome, { kind: 'older' }>, version: number): string {
  if (outcome.kind === 'unchanged') return `unchanged (version ${String(version)})`;
  const note = outcome.note === undefined ? '' : `; ${outcome.note}`;
  return `${outcome.subject}, commit ${outcome.commit.slice(0, 12)}${note}`;
}

async function keyOf(path: string): Promise<string> {
  const key = (await textOf('BLOCKLIST_KEY_FILE', path)).trim();
  if (!/^[\x21-\x7e]+$/.test(key)) throw new PublishingError('BLOCKLIST_KEY_FILE must contain one API key.');
  return key;
}

async function textOf(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new PublishingError(`${variable} cannot be read: ${String((error as NodeJS.ErrnoException).code)}.`);
  }
}
