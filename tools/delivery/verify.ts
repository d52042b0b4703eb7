/**
 * `npm run verify -- <environment>`: deploys what this clone of main says, or waits until Argo CD has; runs the smoke tests, checks the
 * running digests, and watches critical alerts. If a check fails, it reverts the promotion on main and sends the team one message.
 *
 * Exits with 0 if all is in order, 1 if the promotion was rolled back, 2 for a wrong usage, 3 if it was not rolled back, 4 if it may
 * not be deployed now.
 */
import { parseArgs } from 'node:util';
import { Refusal } from './activity/may-deploy.ts';
import { environmentNamed, minutesOf, overrideOf, sourcesOf, wrongUsage } from './activity/options.ts';
import { git } from './git.ts';
import { readImages } from './images.ts';
import { startSync } from './verification/argo-cd.ts';
import { lastImageChange } from './verification/image-changes.ts';
import { Failure, Superseded } from './verification/outcome.ts';
import { incidentMessage } from './verification/report.ts';
import type { Incident } from './verification/report.ts';
import { rollBack } from './verification/roll-back.ts';
import type { RolledBack } from './verification/roll-back.ts';
import { rollOut } from './verification/rollout.ts';
import { tellTeam } from './verification/team-message.ts';
import { verification } from './verification/verification.ts';
import type { Verifying } from './verification/verification.ts';

const USAGE = [
  'usage: npm run verify -- <environment> [--with argo-cd|kubectl] [--override "<reason>"] [--url <https://...>]',
  '  [--deadline-minutes 20] [--alert-minutes 5] [--patience-minutes <number>]',
].join('\n');

const report = (line: string): void => void process.stdout.write(`${line}\n`);
const verifying = (() => {
  try {
    return readOptions();
  } catch (error) {
    return wrongUsage((error as Error).message, USAGE);
  }
})();
const { environment, change } = verifying;

try {
  await verification(verifying);
  report(`${environment.name} is in order: ${String(verifying.images['kiosque']?.digest)}`);
} catch (error) {
  if (error instanceof Refusal || error instanceof Superseded) {
    process.stderr.write(`${error.message}\n${error instanceof Refusal ? whatToRun() : ''}`);
    process.exitCode = 4;
  } else if (error instanceof Failure) await failed(error);
  else await unverified(error as Error);
}

async function failed(error: Failure): Promise<void> {
  process.stderr.write(`${environment.name} failed its ${error.check} check: ${error.message}\n`);
  const rolledBack = rollBack(environment.name, change);
  if (rolledBack.kind === 'already reverted') {
    process.stderr.write(`The promotion is already reverted by ${rolledBack.commit}.\n`);
    process.exitCode = 1;
    return;
  }
  const applied = rolledBack.kind === 'reverted' ? await apply(rolledBack) : undefined;
  process.exitCode = applied?.isApplied === true ? 1 : 3;
  await tell({ error, rolledBack, applied });
}

/** What did not respond, or a fault of this program, which is no evidence against the version either. */
async function unverified(error: Error): Promise<void> {
  process.stderr.write(`${environment.name} could not be verified: ${error.message}\n`);
  process.exitCode = 3;
  await tell({ error, rolledBack: undefined, applied: undefined });
}

/** Deploys the revert, which is what HEAD is now; Argo CD is asked not to wait for a window or its next poll. */
async function apply({ commit }: Extract<RolledBack, { kind: 'reverted' }>): Promise<Incident['applied']> {
  try {
    if (verifying.deployedBy === 'kubectl') {
      await rollOut(environment.name, verifying.deadlineMs);
      return { isApplied: true, sentence: 'kubectl has deployed the revert.' };
    }
    await startSync(environment, commit);
    return { isApplied: true, sentence: 'Argo CD was asked to sync the revert.' };
  } catch (error) {
    return { isApplied: false, sentence: `The revert was not deployed: ${(error as Error).message}.` };
  }
}

async function tell(found: Pick<Incident, 'error' | 'rolledBack' | 'applied'>): Promise<void> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = process.env;
  const run = id === undefined ? {} : { run: `${String(server)}/${String(repository)}/actions/runs/${id}` };
  const image = verifying.images['kiosque'];
  const message = incidentMessage({ environment: environment.name, image, change, ...found, ...run });
  process.stderr.write(`${message.blocks.filter((block) => typeof block === 'string').join('\n')}\n`);
  const problem = await tellTeam(message, process.env);
  process.stderr.write(problem === '' ? 'The team was told.\n' : `The team was not told: ${problem}\n`);
}

/** Argo CD only knows what has been pushed. */
function checkIsOnMain(): void {
  git('fetch', '--quiet', 'origin', 'main');
  if (git('rev-list', '--count', 'HEAD', '^FETCH_HEAD') !== '0')
    throw new Error('this clone has commits that are not on main: use a clone of main');
}

function whatToRun(): string {
  const again = `npm run verify -- ${environment.name}${verifying.deployedBy === 'kubectl' ? ' --with kubectl' : ''}`;
  return `Run "${again}" later, or with --override "<reason>".\n`;
}

function readOptions(): Verifying & Pick<Incident, 'change'> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      with: { ...text, default: 'argo-cd' },
      override: { ...text, default: '' },
      url: text,
      'deadline-minutes': { ...text, default: '20' },
      'alert-minutes': { ...text, default: '5' },
      'patience-minutes': text,
    },
  });
  if (positionals.length !== 1) throw new Error('one environment is required');
  const named = environmentNamed(positionals[0] ?? '');
  const deployedBy = values.with;
  if (deployedBy !== 'argo-cd' && deployedBy !== 'kubectl')
    throw new Error(`--with is "${deployedBy}"; it must be argo-cd or kubectl`);
  const sources = sourcesOf(named, values.url, process.env);
  if (named.monitoring !== 'none' && sources.prometheus === undefined)
    throw new Error(`PROMETHEUS_URL is required: critical alerts of ${named.name} are watched`);
  const images = readImages()?.[named.name];
  if (images === undefined) throw new Error(`charts/environments/images.json has no images of ${named.name}`);
  checkIsOnMain();
  const patience = values['patience-minutes'];
  const change = lastImageChange(named.name);
  const minutes = (option: 'deadline-minutes' | 'alert-minutes'): number => minutesOf(option, values[option]) * 60_000;
  return {
    ...{ environment: named, deployedBy, images, report, change },
    commit: change?.commit ?? git('rev-parse', 'HEAD'),
    isRollback: change?.isRollback === true,
    deciding: {
      ...sources,
      report,
      ...(patience !== undefined && { patienceMinutes: minutesOf('patience-minutes', patience) }),
    },
    ...(values.override !== '' && { override: overrideOf(values.override) }),
    deadlineMs: minutes('deadline-minutes'),
    alertsMs: minutes('alert-minutes'),
  };
}
