import { execFileSync } from 'node:child_process';

/** What GitHub keeps of a pull request or an issue. */
export interface Item {
  readonly number: number;
  readonly html_url: string;
  title: string;
  body: string;
  readonly comments: string[];
  state: 'open' | 'closed';
  readonly pull_request?: { readonly head: string; readonly base: string; isApproved: boolean; merged?: string };
}

/** A bare repository with the pull requests and issues that GitHub would keep of it. */
export class Repository {
  readonly items: Item[] = [];
  /** Check runs by commit, as the API lists them. */
  readonly checkRuns = new Map<string, readonly object[]>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@example.org'];
    return execFileSync('git', ['-C', this.#path, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  commitOf(branch: string): string | undefined {
    try {
      return this.git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    } catch {
      return undefined;
    }
  }

  /** Merges a branch into another one with a merge commit; throws if they conflict. */
  merge(head: string, base: string, message: string): string {
    const [ours = '', theirs = ''] = [this.commitOf(base), this.commitOf(head)];
    const [tree = ''] = this.git('merge-tree', '--write-tree', ours, theirs).split('\n');
    const commit = this.git('commit-tree', tree, '-p', ours, '-p', theirs, '-m', message);
    this.git('update-ref', `refs/heads/${base}`, commit, ours);
    return commit;
  }
}
