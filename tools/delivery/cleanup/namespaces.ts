import { globSync, readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { environments } from '../../../charts/environments/environments.ts';
import { git } from '../git.ts';

/** Returns the namespaces of all environments, and those that are rendered for them. */
export function namespacesInUse(): Set<string> {
  const rendered = globSync('dist/*/*.yaml').flatMap((path) =>
    (loadAll(readFileSync(path, 'utf8')) as ({ kind?: string; metadata?: { name?: string } } | null)[])
      .filter((object) => object?.kind === 'Namespace')
      .map((object) => object?.metadata?.name ?? ''),
  );
  const missing = environments.filter(({ namespace }) => !rendered.includes(namespace));
  if (missing.length > 0)
    throw new Error(`dist/ has no namespace for ${missing.map(({ name }) => name).join(', ')}: npm run synth`);
  return new Set(rendered);
}

/** Returns the commit that removed a namespace from `dist/`; undefined if no commit of this branch ever rendered it. */
export function removedBy(namespace: string): string | undefined {
  if (git('rev-parse', '--is-shallow-repository') === 'true')
    throw new Error('the history is incomplete: git fetch --unshallow');
  const pattern = `^  name: ${namespace}$`;
  const commit = git('log', '--max-count=1', '--format=%h', '--extended-regexp', `-G${pattern}`, '--', 'dist');
  return commit === '' ? undefined : commit;
}
