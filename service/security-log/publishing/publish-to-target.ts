import { setTimeout as sleep } from 'node:timers/promises';
import { CHANGELOG, isOwnChangelog, parseChangelog, writeChangelog } from './changelog.ts';
import { isProgram } from './firewall-scripts.ts';
import { checkForeignFiles } from './foreign-files.ts';
import { parseList } from './list-content.ts';
import type { ListContent } from './list-content.ts';
import { JSON_FILE } from './list-files.ts';
import type { Files } from './list-files.ts';
import { ConflictError, PublishingError } from './publishing.errors.ts';
import type { RemoteBranch } from './remote-branch.ts';
import { summaryOf } from './summary.ts';
import type { Target } from './targets.ts';

/** What is published: a checked list, and all files with their signatures. */
export interface Publication {
  readonly list: ListContent;
  readonly files: Files;
}

/** What happened at a target. */
export type Outcome =
  | { readonly kind: 'published'; readonly subject: string; readonly commit: string; readonly note?: string }
  | { readonly kind: 'unchanged' }
  /** The target has a newer version than the one that was to be published. */
  | { readonly kind: 'older'; readonly published: number };

/** Times that the commit is rebuilt when others push at the same time. */
const ATTEMPTS = 12;
const PAUSE_MS = 150;

/**
 * Publishes to one target: one commit if anything changed. If somebody else pushes first, rebuilds on their commit.
 * @throws PublishingError with the reason
 */
export async function publishToTarget(
  target: Target,
  branch: RemoteBranch,
  publication: Publication,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await publishOnce(target, branch, publication);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      if (attempt === ATTEMPTS)
        throw new PublishingError(`others pushed first ${String(ATTEMPTS)} times; the next run tries again`);
      await sleep(PAUSE_MS * attempt * Math.random());
    }
  }
}

async function publishOnce(target: Target, branch: RemoteBranch, { list, files }: Publication): Promise<Outcome> {
  const head = await branch.fetch();
  const before = await publishedList(branch, head, files);
  if (before !== undefined && before.version > list.version) return { kind: 'older', published: before.version };
  const unchanged = await branch.treeWith(head, files, isProgram);
  if (head !== undefined && unchanged === (await branch.treeOf(head))) return { kind: 'unchanged' };
  const summary = summaryOf(before, list);
  const old = head === undefined ? undefined : await branch.read(head, branch.pathOf(CHANGELOG));
  const changelog = parseChangelog(old?.toString());
  const commitWith = async (parent: string | undefined, commits: number): Promise<string> => {
    const text = writeChangelog(changelog, commits, list, summary);
    const tree = await branch.treeWith(head, new Map([...files, [CHANGELOG, Buffer.from(text)]]), isProgram);
    return branch.commit(tree, parent, `${summary.subject}\n\n${summary.details.join('\n')}\n`);
  };
  const published = { kind: 'published', subject: summary.subject } as const;
  let note: string | undefined;
  if (head !== undefined && changelog.commits >= target.commits) {
    const root = await commitWith(undefined, 1);
    note = await replaceHistory(branch, root, head);
    if (note === undefined) return { ...published, commit: root, note: 'the history was replaced by one commit' };
  }
  const commit = await commitWith(head, changelog.commits + 1);
  await branch.push(commit, head);
  return { ...published, commit, ...(note !== undefined && { note }) };
}

/** Returns why the server refuses to replace the history; undefined if it was replaced. */
async function replaceHistory(branch: RemoteBranch, root: string, head: string): Promise<string | undefined> {
  try {
    await branch.push(root, head, head);
    return undefined;
  } catch (error) {
    if (error instanceof ConflictError || !(error instanceof PublishingError)) throw error;
    return `the history has more than the set number of commits, but the server refuses to replace it (${error.message})`;
  }
}

/** Reads what is published. @throws PublishingError if the files there are not from Kiosque */
async function publishedList(
  branch: RemoteBranch,
  head: string | undefined,
  files: Files,
): Promise<ListContent | undefined> {
  if (head === undefined) return undefined;
  const json = await branch.read(head, branch.pathOf(JSON_FILE));
  const list = json === undefined ? undefined : parseList(json);
  const changelog = await branch.read(head, branch.pathOf(CHANGELOG));
  const hasLists = list !== undefined || isOwnChangelog(changelog?.toString());
  await checkForeignFiles(branch, head, [...files.keys(), CHANGELOG], hasLists);
  return list;
}
