import { csv } from '../blocklist/formats/csv.ts';
import { LIST_FORMATS } from '../blocklist/formats/formats.ts';
import { json } from '../blocklist/formats/json.ts';

/** The files of a list; each has a signature beside it, `<name>.sig`. */
export const LIST_FILES: readonly string[] = LIST_FORMATS.map(({ file }) => file);

/** The text lists: one network on each line, with a header and `# end`. */
export const TEXT_FILES: readonly string[] = LIST_FILES.filter((file) => file.endsWith('.txt'));

/** The file with all entries and the version. */
export const JSON_FILE: string = json.file;

/** The files that firewalls and servers load: their header says the version. */
export const RULE_FILES: readonly string[] = LIST_FILES.filter(
  (file) => ![...TEXT_FILES, json.file, csv.file].includes(file),
);

/** Name of the signature of a file. */
export function signatureOf(file: string): string {
  return `${file}.sig`;
}

/** A file by name and content. */
export type Files = ReadonlyMap<string, Buffer>;
