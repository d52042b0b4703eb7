import { styleText } from 'node:util';
import type { Change, FieldChange } from './change.ts';

const SIGN = { added: '+', removed: '-', changed: '~' } as const;
const COLOR = { added: 'green', removed: 'yellow', changed: 'cyan' } as const;

/** Formats changes for a terminal, with dangers in red. */
export function asText(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No changes in any environment.\n';
  return [...byEnvironment(changes)]
    .map(([environment, own]) => [styleText('bold', environment), ...own.flatMap(linesOf), ''].join('\n'))
    .join('\n');
}

function linesOf({ subject, action, fields, dangers }: Change): string[] {
  return [
    styleText(COLOR[action], `  ${SIGN[action]} ${subject}${action === 'changed' ? '' : ` is ${action}`}`),
    ...fields.map((field) => `      ${field.path}: ${valuesOf(field)}`),
    ...dangers.map((danger) => styleText('red', `      DANGER ${danger}`)),
  ];
}

/** Formats changes as Markdown, for a pull request comment. */
export function asMarkdown(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No changes in any environment.\n';
  return [...byEnvironment(changes)]
    .map(([environment, own]) => {
      const dangerous = own.filter(({ dangers }) => dangers.length > 0).length;
      const title = `### ${environment}${dangerous > 0 ? ` :red_circle: ${String(dangerous)} dangerous` : ''}`;
      const rows = own.map(
        ({ action, subject, fields, dangers }) =>
          `| ${action} | \`${subject}\` | ${[
            ...dangers.map((danger) => `**DANGER** ${cell(danger)}`),
            ...fields.map((field) => `\`${cell(field.path)}\`: ${cell(valuesOf(field))}`),
          ].join('<br>')} |`,
      );
      return [title, '', '| | Object | |', '| --- | --- | --- |', ...rows, ''].join('\n');
    })
    .join('\n');
}

function byEnvironment(changes: readonly Change[]): Map<string, Change[]> {
  return Map.groupBy(changes, ({ environment }) => environment);
}

function valuesOf({ before, after }: FieldChange): string {
  return `${valueOf(before)} -> ${valueOf(after)}`;
}

function valueOf(value: unknown): string {
  return value === undefined ? 'unset' : JSON.stringify(value);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
