import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { git } from './git.ts';

/** The file with the image digests of all environments. */
export const IMAGES = 'charts/environments/images.json';

/** An image in `images.json`. */
export interface Image {
  readonly repository: string;
  readonly digest: string;
}

/** The images of an environment by name: `kiosque`, `redis`, `publisher`. */
export type Images = Readonly<Record<string, Image>>;

/** Returns the images of all environments; `undefined` if the commit has no such file. */
export function readImages(commit?: string): Readonly<Record<string, Images>> | undefined {
  try {
    const text = commit === undefined ? readFileSync(IMAGES, 'utf8') : git('show', `${commit}:${IMAGES}`);
    return JSON.parse(text) as Record<string, Images>;
  } catch {
    return undefined;
  }
}

/**
 * Writes the images of one environment and renders `dist/`. Reverts if that fails or would change another environment.
 *
 * @returns the files that changed.
 * @throws Error with the reason; nothing was changed then.
 */
export function changeImages(environment: string, images: Images): string[] {
  writeFileSync(IMAGES, `${JSON.stringify({ ...readImages(), [environment]: images }, null, 2)}\n`);
  try {
    execFileSync(process.execPath, ['charts/main.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    revert();
    throw new Error('rendering failed for the reason above; nothing was changed');
  }
  const changed = git('status', '--porcelain', '--untracked-files=all')
    .split('\n')
    .map((line) => line.slice(3));
  const strays = changed.filter((path) => path !== IMAGES && !path.startsWith(`dist/${environment}/`));
  if (strays.length > 0) {
    revert();
    throw new Error(
      `it would also change ${strays.join(', ')}: run "npm run synth" and commit dist/ first; nothing was changed`,
    );
  }
  git('add', '--', IMAGES, `dist/${environment}`);
  return changed;
}

/** Newly rendered files are untracked. The tree was clean before, so nothing else is lost. */
function revert(): void {
  git('checkout', '--quiet', '.');
  git('clean', '--quiet', '--force', '-d', '--', 'dist');
}
