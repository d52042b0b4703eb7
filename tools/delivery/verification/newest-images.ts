import { isDeepStrictEqual } from 'node:util';
import { git } from '../git.ts';
import { readImages } from '../images.ts';
import type { Images } from '../images.ts';
import { Superseded, Unverifiable } from './outcome.ts';

/**
 * Checks that main still has these images of an environment: it may have been promoted to or rolled back since the clone was made, or
 * while a verification waited.
 *
 * @throws Superseded if it has other ones.
 * @throws Unverifiable if main cannot be read.
 */
export function checkAreNewest(environment: string, images: Images): void {
  try {
    git('fetch', '--quiet', 'origin', 'main');
  } catch (error) {
    throw new Unverifiable(`main cannot be fetched: ${String((error as { stderr?: string }).stderr).trim()}`);
  }
  if (!isDeepStrictEqual(readImages('FETCH_HEAD')?.[environment], images))
    throw new Superseded(`main has other images of ${environment} than this clone: run "git pull", and verify those`);
}
