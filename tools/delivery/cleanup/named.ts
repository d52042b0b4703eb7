import { z } from 'zod';
import { git } from '../git.ts';
import { IMAGES, readImages } from '../images.ts';
import { run } from './run.ts';

/** How many releases keep their images. */
export const RELEASES = 10;

/** Digests that must be kept, and repositories to look at. */
export interface Named {
  /** Digests that environments name on the branch that is deployed, by repository. */
  readonly byEnvironments: ReadonlyMap<string, ReadonlySet<string>>;
  /** Digests that the last releases name: in `images.json` at their commits, and in their notes. */
  readonly byReleases: ReadonlySet<string>;
}

const reference = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) });
const release = z.object({ tag_name: z.string(), body: z.string().nullable() });
const NONE = `sha256:${'0'.repeat(64)}`;

/**
 * Returns the digests that environments and releases name.
 *
 * @param repository on GitHub, as owner and name.
 * @throws Error if the checkout does not have the tags of GitHub, or something cannot be read.
 */
export async function namedDigests(repository: string): Promise<Named> {
  const tags = await lastReleases(repository);
  const notes = (await lines(`repos/${repository}/releases?per_page=100`)).map((line) => release.parse(line));
  const inNotes = notes
    .filter(({ tag_name: name }) => tags.includes(name))
    .flatMap(({ body }) => body?.match(/sha256:[\da-f]{64}/g) ?? []);
  const atTags = tags.flatMap((tag) => imagesAt(tag).map(({ digest }) => digest));
  const images = imagesAt('HEAD');
  if (images.length === 0) throw new Error(`${IMAGES} names no image`);
  const byEnvironments = Map.groupBy(images, (image) => image.repository);
  return {
    byEnvironments: new Map(
      [...byEnvironments].map(([name, own]) => [
        name,
        new Set(own.map(({ digest }) => digest).filter((digest) => digest !== NONE)),
      ]),
    ),
    byReleases: new Set([...inNotes, ...atTags].filter((digest) => digest !== NONE)),
  };
}

/** Returns the tags of the last releases; the checkout must have them as GitHub does. */
async function lastReleases(repository: string): Promise<string[]> {
  const known = (await lines(`repos/${repository}/git/matching-refs/tags/v`))
    .map((line) => reference.parse(line))
    .map(({ ref, object }) => ({ tag: ref.replace('refs/tags/', ''), sha: object.sha }))
    .filter(({ tag }) => /^v\d+\.\d+\.\d+$/.test(tag))
    .sort((a, b) => b.tag.localeCompare(a.tag, 'en', { numeric: true }))
    .slice(0, RELEASES);
  const local = new Map(
    git('for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/tags')
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  for (const { tag, sha } of known) {
    if (local.get(tag) !== sha)
      throw new Error(`this checkout does not have ${tag} as GitHub does: git fetch --tags --force`);
  }
  return known.map(({ tag }) => tag);
}

function imagesAt(commit: string): { readonly repository: string; readonly digest: string }[] {
  if (git('ls-tree', '--name-only', commit, IMAGES) === '') return [];
  const images = readImages(commit);
  if (images === undefined) throw new Error(`${IMAGES} cannot be read at ${commit}`);
  return Object.values(images).flatMap((each) => Object.values(each));
}

/** Returns the elements of a paginated list. */
async function lines(path: string): Promise<unknown[]> {
  const text = await run('gh', 'api', '--paginate', path, '--jq', '.[]');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
