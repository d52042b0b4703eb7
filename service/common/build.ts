import { readFileSync } from 'node:fs';

/** Version and commit. The build writes `build-info.json` next to the entry file; from source, package.json has the version. */
export interface Build {
  readonly version: string;
  /** Commit, or `unknown`. */
  readonly revision: string;
}

export const BUILD: Build = read('./build-info.json') ?? {
  version: read('../../package.json')?.version ?? '0.0.0',
  revision: 'unknown',
};

function read(path: string): Build | undefined {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Build;
  } catch {
    return undefined;
  }
}
