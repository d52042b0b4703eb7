import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Ended } from '../../../service/test/run-command.ts';
import type { ScratchDelivery } from './scratch-delivery.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
}

/** Values of expressions, such as `needs.verify.outputs.version`. */
export type Context = Readonly<Record<string, string>>;

/** An action that a spec runs instead of the real one, in the directory of the job. */
export type Action = (inputs: Context, environment: Context, directory: string) => void;

/** Output of all steps of a job, of which the first that failed sets the code, and the outputs by `<step>.<name>`. */
export interface JobEnded extends Ended {
  readonly outputs: Context;
}

/**
 * A run of workflows on this machine: the scripts of their jobs, each in its own clone as `actions/checkout` makes it, with artifacts. Other
 * actions do nothing, unless the spec replaces them.
 */
export class WorkflowRun {
  readonly #delivery: ScratchDelivery;
  readonly #ref: string;
  readonly #actions: Readonly<Record<string, Action>>;
  readonly #artifacts: string;

  /** @param ref - the branch or tag that was pushed. */
  constructor(delivery: ScratchDelivery, ref: string, actions: Readonly<Record<string, Action>> = {}) {
    this.#delivery = delivery;
    this.#ref = ref;
    this.#actions = actions;
    this.#artifacts = mkdtempSync(join(delivery.directory, 'artifacts-'));
  }

  /** Runs a job of a workflow of the checkout. Throws for expressions that are not in the context. */
  async job(file: string, name: string, context: Context = {}): Promise<JobEnded> {
    const text = readFileSync(join(this.#delivery.checkout, '.github/workflows', file), 'utf8');
    const { steps = [] } = (load(text) as Workflow).jobs[name] ?? {};
    if (steps.length === 0) throw new Error(`${file} has no job ${name} with steps`);
    const temporary = mkdtempSync(join(this.#delivery.directory, `${name}-`));
    const directory = join(temporary, 'work');
    mkdirSync(directory);
    const known = {
      'github.token': this.#delivery.github.token,
      'github.repository': 'kiosque/kiosque',
      'github.actor': 'me',
      ...context,
      'runner.temp': temporary,
    };
    let ended: Ended = { code: 0, stdout: '', stderr: '' };
    const outputs: Record<string, string> = {};
    for (const step of steps) {
      if (!isRun(step.if, ended.code, known)) continue;
      const { code, stdout, stderr } = await this.#step(step, known, directory, outputs);
      ended = {
        code: ended.code === 0 ? code : ended.code,
        stdout: ended.stdout + stdout,
        stderr: ended.stderr + stderr,
      };
    }
    return { ...ended, outputs };
  }

  async #step(step: Step, context: Context, directory: string, outputs: Record<string, string>): Promise<Ended> {
    const inputs = resolved(step.with ?? {}, context);
    const environment = resolved(step.env ?? {}, context);
    if (step.run === undefined) {
      await this.#action(step.uses ?? '', inputs, environment, directory);
      return { code: 0, stdout: '', stderr: '' };
    }
    if (step.run.startsWith('npm ci')) {
      symlinkSync(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
      return { code: 0, stdout: '', stderr: '' };
    }
    const temporary = context['runner.temp'] ?? '';
    const output = join(temporary, `output-${step.id ?? 'none'}`);
    writeFileSync(output, '');
    const ended = await this.#delivery.run(
      'bash',
      ['-eo', 'pipefail', '-c', step.run],
      {
        ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(temporary, 'summary.md'), RUNNER_TEMP: temporary },
        ...{ GITHUB_REF_NAME: this.#ref, GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '42', ...environment },
      },
      directory,
    );
    for (const [, key = '', value = ''] of readFileSync(output, 'utf8').matchAll(/^(\w+)=(.*)$/gm))
      outputs[`${step.id ?? ''}.${key}`] = value;
    return ended;
  }

  async #action(uses: string, inputs: Context, environment: Context, directory: string): Promise<void> {
    const [action = ''] = uses.split('@');
    if (action === 'actions/checkout') {
      const depth = inputs['fetch-depth'] === '0' ? [] : ['--depth', '1'];
      const args = ['clone', '--quiet', ...depth, '--branch', inputs['ref'] ?? this.#ref];
      const { code, stderr } = await this.#delivery.run('git', [...args, `file://${this.#delivery.remote}`, directory]);
      if (code !== 0) throw new Error(stderr);
    } else if (action === 'actions/upload-artifact')
      cpSync(join(directory, inputs['path'] ?? ''), join(this.#artifacts, inputs['name'] ?? '', inputs['path'] ?? ''));
    else if (action === 'actions/download-artifact') this.#download(inputs, directory);
    else this.#actions[action]?.(inputs, environment, directory);
  }

  #download({ name = '', pattern = '', path = '.' }: Context, directory: string): void {
    const target = path.startsWith('/') ? path : join(directory, path);
    const prefix = pattern.replace('*', '');
    const names = name === '' ? readdirSync(this.#artifacts).filter((one) => one.startsWith(prefix)) : [name];
    for (const each of names) cpSync(join(this.#artifacts, each), target, { recursive: true });
  }
}

/** Whether a step runs: without a function in its condition, only while no other has failed. */
function isRun(condition: string | undefined, code: number, context: Context): boolean {
  const terms = condition?.split(' && ') ?? [];
  const isStatus = (term: string): boolean => term === 'failure()' || term === '!cancelled()';
  if (!terms.some(isStatus) && code !== 0) return false;
  return terms.every((term) => {
    if (isStatus(term)) return term !== 'failure()' || code !== 0;
    const [, name = '', operator, value] = /^([\w.-]+) ([!=]=) '(.*)'$/.exec(term) ?? [];
    if (context[name] === undefined) throw new Error(`the condition ${term} has no value`);
    return (context[name] === value) === (operator === '==');
  });
}

/** Replaces expressions by their values. */
function resolved(values: NonNullable<Step['with']>, context: Context): Context {
  const replace = (value: string): string =>
    value.replaceAll(/\$\{\{ ([\w.' |-]+) \}\}/g, (_, expression: string) => {
      const operands = expression
        .split(' || ')
        .map((part) => (part.startsWith("'") ? part.slice(1, -1) : context[part]));
      if (operands.includes(undefined)) throw new Error(`the expression ${expression} has no value`);
      return operands.find(Boolean) ?? '';
    });
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, replace(String(value))]));
}
