/**
 * Stands in for the Azure CLI: accepts only the recorded options, and answers from the JSON file $AZ_STATE: registries with
 * repositories and their manifests; or answers to other commands, by their words without those that choose the output: a text
 * fails with that message, and a missing answer means that there is no such resource. Records its arguments in $AZ_STATE.log.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { problemsOf } from '../azure-cli/az-options.ts';
import { partsOf } from '../azure-cli/parts-of.ts';

interface Manifest {
  readonly digest: string;
  readonly text: string;
}

const words = process.argv.slice(2);
const file = process.env['AZ_STATE'] ?? stop(1, 'AZ_STATE is not set');
const { command } = partsOf(words);
appendFileSync(`${file}.log`, `${words.join(' ')}\n`);
const [problem] = problemsOf(words) ?? [];
if (problem !== undefined) stop(2, problem);
const state = JSON.parse(readFileSync(file, 'utf8'));
if (command.startsWith('acr manifest ')) manifests();
else answer(state[words.slice(0, -3).join(' ')]);

function answer(given: unknown): void {
  if (given === undefined) stop(3, 'ResourceNotFound');
  if (typeof given === 'string') stop(1, given);
  process.stdout.write(JSON.stringify(given));
}

function manifests(): void {
  const value = (name: string) => words[words.indexOf(name) + 1] ?? '';
  const [path = '', digest] = value('--name').split('@');
  const registry = state[value('--registry')] as Record<string, Manifest[]> | undefined;
  const repository = registry?.[path] ?? stop(1, `repository ${path} is not found.`);
  if (command === 'acr manifest list-metadata') {
    process.stdout.write(JSON.stringify(repository.map(({ text: _, ...rest }) => rest)));
    return;
  }
  const found =
    repository.find((each) => each.digest === digest) ?? stop(1, `manifest ${String(digest)} is not found.`);
  if (command === 'acr manifest show') process.stdout.write(found.text);
  else if (!words.includes('--yes')) stop(1, 'Unable to prompt for confirmation as no tty available. Use --yes.');
  else {
    // Deletes what is attached to it, too.
    const left = repository.filter((each) => each !== found && JSON.parse(each.text).subject?.digest !== digest);
    writeFileSync(file, JSON.stringify({ ...state, [value('--registry')]: { ...registry, [path]: left } }));
  }
}

function stop(code: number, message: string): never {
  process.stderr.write(`ERROR: ${message}\n`);
  process.exit(code);
}
