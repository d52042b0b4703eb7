import { JSON_FILE, RULE_FILES, TEXT_FILES } from './list-files.ts';
import type { Files } from './list-files.ts';
import { parseList } from './list-content.ts';
import type { ListContent } from './list-content.ts';
import { firstNeverListed } from './never-listed.ts';
import { PublishingError } from './publishing.errors.ts';

/**
 * Checks that the files of a list are complete, are of one version, and contain nothing that is never listed.
 * @throws PublishingError naming the file and what is wrong with it.
 */
export function checkList(files: Files, version: number): ListContent {
  const content = parseList(files.get(JSON_FILE) ?? Buffer.of());
  if (content === undefined) throw refused(JSON_FILE, 'is not a blocklist in JSON');
  if (content.version !== version)
    throw refused(JSON_FILE, `is version ${String(content.version)}, but was announced as ${String(version)}`);
  checkNetworks(
    JSON_FILE,
    content.entries.map(({ network }) => network),
  );
  for (const name of TEXT_FILES) checkText(name, (files.get(name) ?? Buffer.of()).toString('latin1'), version);
  // Each signature is valid for ever: an old file may be served among new ones.
  for (const name of RULE_FILES) checkVersion(name, (files.get(name) ?? Buffer.of()).toString('latin1'), version);
  return content;
}

function checkText(name: string, text: string, version: number): void {
  const lines = text.split('\n');
  if (!text.endsWith('\n# end\n')) throw refused(name, 'does not end with "# end": it is incomplete');
  checkVersion(name, text, version);
  const header = lines.filter((line) => line.startsWith('# '));
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (!header.includes(`# entries: ${String(entries.length)}`))
    throw refused(name, `contains ${String(entries.length)} entries, which is not the number in its header`);
  checkNetworks(name, entries);
}

function checkVersion(name: string, text: string, version: number): void {
  if (/^# version: (\d+)$/m.exec(text)?.[1] !== String(version))
    throw refused(name, `does not say version: ${String(version)}`);
}

function checkNetworks(name: string, entries: readonly string[]): void {
  const wrong = firstNeverListed(entries);
  if (wrong !== undefined)
    throw refused(name, `contains ${JSON.stringify(wrong.slice(0, 60))}, which must never be listed`);
}

function refused(name: string, reason: string): PublishingError {
  return new PublishingError(`${name} ${reason}; nothing was published.`);
}
