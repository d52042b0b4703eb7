import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Manifests } from './render.ts';

const MANIFEST = /\.k8s\.yaml$/;

/** Everything that `npm run synth` writes: manifests, and files for what is not in a cluster. */
const RENDERED = /\.k8s\.yaml$|^observability\/.+\.(?:json|yaml)$/;

/** Writes the rendered files to `directory`, and removes those that are no longer rendered. */
export function writeManifests(manifests: Manifests, directory: string): void {
  for (const path of readRendered(directory).keys()) {
    if (manifests.has(path)) continue;
    rmSync(join(directory, path));
    for (let folder = dirname(path); folder !== '.' && isEmpty(join(directory, folder)); folder = dirname(folder))
      rmdirSync(join(directory, folder));
  }
  for (const [path, text] of manifests) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Reads the manifests in `directory` by path, sorted; empty if the directory does not exist. */
export function readManifests(directory: string): Manifests {
  return readFiles(directory, MANIFEST);
}

/** Reads everything that `npm run synth` wrote, as `readManifests` does. */
export function readRendered(directory: string): Manifests {
  return readFiles(directory, RENDERED);
}

function readFiles(directory: string, pattern: RegExp): Manifests {
  const paths = filesBelow(directory)
    .map((path) => path.split(sep).join('/'))
    .filter((path) => pattern.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(directory, path), 'utf8')]));
}

function isEmpty(folder: string): boolean {
  return readdirSync(folder).length === 0;
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
