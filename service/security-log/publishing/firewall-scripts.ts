import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signatureOf } from './list-files.ts';
import type { Files } from './list-files.ts';
import { PublishingError } from './publishing.errors.ts';
import type { SshSignatures } from './ssh-signature.ts';

/** Directory of the scripts in a repository, beside the lists. */
const FOLDER = 'firewall';

/** The main script, without which a directory is not that of the scripts. */
const MAIN = 'kiosque-blocklist';

/** Scripts that are run, rather than read by others. */
const PROGRAMS = [MAIN, 'install'].map((name) => `${FOLDER}/${name}`);

/** Reads the firewall scripts of a directory, all files but the specs, and signs each of them. @throws PublishingError if there are none */
export async function signedScripts(directory: string, key: string, signatures: SshSignatures): Promise<Files> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.ts')).map(({ name }) => name);
  if (!names.includes(MAIN))
    throw new PublishingError(`BLOCKLIST_SCRIPTS_DIRECTORY must be the directory of the script ${MAIN}.`);
  const files = new Map<string, Buffer>();
  for (const name of names.sort()) {
    const content = await readFile(join(directory, name));
    files.set(`${FOLDER}/${name}`, content);
    files.set(`${FOLDER}/${signatureOf(name)}`, await signatures.sign(content, key));
  }
  return files;
}

/** Whether a published file is one of the scripts, or a signature of one. */
export function isScript(path: string): boolean {
  return path.startsWith(`${FOLDER}/`);
}

/** The file that only a published directory of scripts has. */
export const SCRIPTS_MARK = `${FOLDER}/${signatureOf(MAIN)}`;

/** Whether a published file is a program, which has the permission to be run. */
export function isProgram(path: string): boolean {
  return PROGRAMS.includes(path);
}
