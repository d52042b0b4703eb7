import { isScript, SCRIPTS_MARK } from './firewall-scripts.ts';
import { PublishingError } from './publishing.errors.ts';
import type { RemoteBranch } from './remote-branch.ts';

/**
 * Checks that files can be published without replacing those of other people, also where a directory has the name of a file, or a file
 * that of a directory.
 * @param hasLists whether the lists of the commit are from Kiosque
 * @throws PublishingError naming a file that is in the way
 */
export async function checkForeignFiles(
  branch: RemoteBranch,
  head: string,
  names: readonly string[],
  hasLists: boolean,
): Promise<void> {
  const parents = [...new Set(names.flatMap((name) => parentsOf(branch.pathOf(name))))];
  const types = await branch.typesOf(head, [...parents, ...names.map((name) => branch.pathOf(name))]);
  const hasScripts = types.get(branch.pathOf(SCRIPTS_MARK)) === 'blob';
  const isForeign = (name: string): boolean => {
    const type = types.get(branch.pathOf(name));
    const isOwn = isScript(name) ? hasScripts : hasLists;
    return type !== undefined && !(isOwn && type === 'blob');
  };
  const foreign = names.find(isForeign);
  const path =
    parents.find((parent) => (types.get(parent) ?? 'tree') !== 'tree') ??
    (foreign === undefined ? undefined : branch.pathOf(foreign));
  if (path !== undefined)
    throw new PublishingError(
      `${path} exists, and was not published by Kiosque: set directory of the target, or delete it`,
    );
}

/** `a/b/c` is in `a` and `a/b`. */
function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
