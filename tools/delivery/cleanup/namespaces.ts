import { globSync, readFileSync } from 'node:fs';
import { environments } from '../../../charts/environments/environments.ts';
import { git } from '../git.ts';
import { manifestsIn } from './objects.ts';
import type { Manifest } from './objects.ts';

/** Returns the manifests of all environments; the checkout has no changes. */
export function renderedManifests(): Manifest[] {
  return globSync('dist/*/*.yaml').flatMap((path) => manifestsIn(readFileSync(path, 'utf8')));
}

/** Returns the namespaces of all environments, and those that are rendered for them. */
export function namespacesInUse(rendered: readonly Manifest[]): Set<string> {
  const names = new Set(rendered.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const missing = environments.filter(({ namespace }) => !names.has(namespace));
  if (missing.length > 0)
    throw new Error(`dist/ has no namespace for ${missing.map(({ name }) => name).join(', ')}: npm run synth`);
  return names;
}

/** Returns the commit that removed a namespace from `dist/`; undefined if no commit of this branch ever rendered it. */
export function removedBy(namespace: string): string | undefined {
  if (git('rev-parse', '--is-shallow-repository') === 'true')
    throw new Error('the history is incomplete: git fetch --unshallow');
  const pattern = `^  name: ${namespace}$`;
  // Other objects can have the same name.
  return git('log', '--format=%h', '--extended-regexp', `-G${pattern}`, '--', 'dist')
    .split('\n')
    .find((commit) => commit !== '' && rendersBefore(commit, namespace));
}

function rendersBefore(commit: string, namespace: string): boolean {
  return git('diff-tree', '-r', '--root', '--no-commit-id', '--name-only', '--diff-filter=MD', commit, '--', 'dist')
    .split('\n')
    .filter((path) => path.endsWith('.yaml'))
    .some((path) =>
      manifestsIn(git('show', `${commit}^:${path}`)).some(
        ({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace,
      ),
    );
}
