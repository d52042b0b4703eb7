import { styleText } from 'node:util';
import type { Change } from './compare.ts';
import type { FieldChange } from './dangers.ts';

const SIGN = { added: '+', removed: '-', changed: '~' } as const;
const COLOR = { added: 'green', removed: 'yellow', changed: 'cyan' } as const;

/** Formats changes for a terminal, with dangers in red. */
export function asText(changes: readonly Change[]): string {
  return asSections(changes, (environment, own) => [styleText('bold', environment), ...own.flatMap(linesOf)]);
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
  return asSections(changes, (environment, own) => {
    const dangerous = own.filter(({ dangers }) => dangers.length > 0).length;
    const title = `### ${environment}${dangerous > 0 ? ` :red_circle: ${String(dangerous)} dangerous` : ''}`;
    return [title, '', '| | Object | |', '| --- | --- | --- |', ...own.map(rowOf)];
  });
}

function rowOf({ action, subject, fields, dangers }: Change): string {
  const lines = [
    ...dangers.map((danger) => `**DANGER** ${cell(danger)}`),
    ...fields.map((field) => `\`${cell(field.path)}\`: ${cell(valuesOf(field))}`),
  ];
  return `| ${action} | \`${subject}\` | ${lines.join('<br>')} |`;
}

/** Joins one section per environment. */
function asSections(
  changes: readonly Change[],
  section: (environment: string, own: readonly Change[]) => readonly string[],
): string {
  if (changes.length === 0) return 'No changes in any environment.\n';
  return [...Map.groupBy(changes, ({ environment }) => environment)]
    .map(([environment, own]) => `${section(environment, own).join('\n')}\n`)
    .join('\n');
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
