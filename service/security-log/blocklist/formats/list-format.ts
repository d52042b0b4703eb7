import type { BlocklistEntry } from '../entry.ts';
import type { Section } from '../sections.ts';

/** A version of the list, as formats write it. */
export interface PublishedList {
  readonly version: number;
  /** Milliseconds since the epoch; whole seconds. */
  readonly built: number;
  /** Deduplicated, not aggregated. */
  readonly entries: readonly BlocklistEntry[];
  /** Aggregated. */
  readonly sections: readonly Section[];
}

/** A file that is published. */
export interface ListFormat {
  /** Name of the file. */
  readonly file: string;
  readonly mediaType: string;
  /** Returns the content: lines that end with LF. The same list gives the same bytes. */
  render(list: PublishedList): string;
}

/** Time of a version, such as `2026-11-22T09:00:00Z`. */
export function builtText({ built }: PublishedList): string {
  return new Date(built).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** First lines of a text file, as comments. */
export function heading(list: PublishedList, title: string, networks: number): readonly string[] {
  return [
    `# Kiosque blocklist, ${title}`,
    `# version: ${String(list.version)}`,
    `# built: ${builtText(list)}`,
    `# entries: ${String(networks)}`,
  ];
}

/** Joins lines to a file. */
export function fileOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
