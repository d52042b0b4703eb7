/**
 * `node tools/delivery/promoted-environments.ts <before> <after>`: prints a JSON list of the environments whose images differ between two
 * commits, for the matrix of verify.yml. An unknown commit, such as the zeros of a new branch, has no images.
 */
import { isDeepStrictEqual } from 'node:util';
import { readImages } from './images.ts';

const [before = '', after = 'HEAD'] = process.argv.slice(2);
const [old = {}, current = {}] = [before, after].map((commit) => readImages(commit));
const changed = Object.keys(current).filter((name) => !isDeepStrictEqual(old[name], current[name]));
process.stdout.write(`${JSON.stringify(changed)}\n`);
