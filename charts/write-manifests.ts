import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Manifests } from './render.ts';

const MANIFEST = /\.k8s\.yaml$/;

/** Writes the manifests to `directory`, and removes those that are no longer rendered. */
export function writeManifests(manifests: Manifests, directory: string): void {
  for (const path of readManifests(directory).keys()) {
    if (manifests.has(path)) continue;
    const file = join(directory, path);
    rmSync(file);
    if (readdirSync(dirname(file)).length === 0) rmdirSync(dirname(file));
  }
  for (const [path, text] of manifests) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Reads the manifests in `directory` by path, sorted; empty if the directory does not exist. */
export function readManifests(directory: string): Manifests {
  const paths = filesBelow(directory)
    .map((path) => path.split(sep).join('/'))
    .filter((path) => MANIFEST.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
