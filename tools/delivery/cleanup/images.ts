import { acr } from './acr.ts';
import { ghcr } from './ghcr.ts';
import { bytesText, daysSince } from './item.ts';
import type { Item } from './item.ts';
import { namedDigests, RELEASES } from './named.ts';
import { attachedTo, contentOf, reachable } from './registry.ts';
import type { Content, Listed, Repository } from './registry.ts';
import { mapLimited } from './run.ts';

/**
 * Returns the manifests of both registries that can be deleted: those without a tag that names them, unless an environment or one
 * of the last releases names them, or something that is kept refers to them.
 *
 * @param repository on GitHub, as owner and name.
 * @param days the least age of what can be deleted.
 * @throws Error if anything could not be read.
 */
export async function unusedImages(repository: string, days: number, now: Date): Promise<Item[]> {
  const { byEnvironments, byReleases } = await namedDigests(repository);
  // Of all repositories: a copy in the other registry has the same digest.
  const named = [...byReleases, ...[...byEnvironments.values()].flatMap((digests) => [...digests])];
  const items: Item[] = [];
  for (const [name, digests] of byEnvironments)
    items.push(...(await unusedIn(repositoryOf(name), digests, named, days, now)));
  return items;
}

function repositoryOf(name: string): Repository {
  if (/^ghcr\.io\/[^/]+\/./.test(name)) return ghcr(name);
  if (/^[a-z0-9]+\.azurecr\.io\/./.test(name)) return acr(name);
  throw new Error(`${name} is in neither ghcr.io nor an Azure Container Registry: clean it up with its own tools`);
}

async function unusedIn(
  repository: Repository,
  byEnvironments: ReadonlySet<string>,
  named: readonly string[],
  days: number,
  now: Date,
): Promise<Item[]> {
  const listed = await repository.list();
  const known = new Set(listed.map(({ digest }) => digest));
  for (const digest of byEnvironments) {
    if (!known.has(digest))
      throw new Error(`${repository.name} does not list ${digest}, which an environment names: nothing is safe there`);
  }
  const read = await mapLimited(
    listed,
    repository.concurrency,
    async ({ digest }) => [digest, contentOf(digest, await repository.read(digest))] as const,
  );
  const contents = new Map<string, Content>(read);
  const isRoot = ({ tags, changed, locked }: Listed) =>
    locked || daysSince(changed, now) < days || tags.some((tag) => attachedTo(tag) === undefined);
  const roots = [...named, ...listed.filter(isRoot).map(({ digest }) => digest)];
  const kept = reachable(roots, listed, contents);
  return listed
    .filter(({ digest }) => !kept.has(digest))
    .sort((a, b) => orderOf(contents.get(a.digest)) - orderOf(contents.get(b.digest)))
    .map((each) => item(repository.name, each, contents.get(each.digest), now));
}

/** Registries delete what is attached to a manifest with it, so that goes first; then indexes, then what they contained. */
function orderOf(content: Content | undefined): number {
  if (content?.subject !== undefined) return 0;
  return (content?.children.length ?? 0) > 0 ? 1 : 2;
}

function item(
  repository: string,
  { digest, tags, changed, remove }: Listed,
  content: Content | undefined,
  now: Date,
): Item {
  const to = tags.map(attachedTo)[0] ?? content?.subject;
  const what = to === undefined ? 'untagged' : `attached to ${to.slice(0, 19)}, which is not kept`;
  const age = `${String(daysSince(changed, now))} days old`;
  return {
    place: `images in ${repository}`,
    key: digest,
    name: digest,
    size: bytesText(content?.bytes ?? 0),
    reason: `${what}, ${age}, named by no environment and none of the last ${String(RELEASES)} releases`,
    remove,
  };
}
