import { htmlText, linkAddress, markdownText, oneLine } from './escaping.ts';

/** A message, independent of the channel. Texts may be hostile: they are escaped when rendered, not before. */
export interface Notification {
  /** One line, truncated to 200 characters. */
  readonly subject: string;
  /** Paragraphs, lists and links (shown as text if `url` is not an http or https URL). Each text is one line, truncated to 1000 characters. */
  readonly blocks: readonly (string | readonly string[] | { readonly text: string; readonly url: string })[];
}

/** Renders the parts of a notification, which are already escaped. */
interface Format {
  /** Maximum length of the body; lines that do not fit are omitted and counted. */
  readonly maxCharacters: number;
  readonly escape: (text: string, max?: number) => string;
  readonly document: (subject: string, blocks: readonly string[]) => string;
  readonly paragraph: (text: string) => string;
  readonly item: (text: string) => string;
  readonly list: (items: string) => string;
  readonly link: (text: string, address: string) => string;
}

/** Maximum length of the subject, in characters. */
export const MAX_SUBJECT = 200;

/** The plain text of a mail, whose subject is a header. */
export const TEXT: Format = {
  maxCharacters: 100_000,
  escape: oneLine,
  document: (_, blocks) => `${blocks.join('\n\n')}\n`,
  paragraph: (text) => text,
  item: (text) => `- ${text}`,
  list: (items) => items,
  link: (text, address) => `${text}: ${address}`,
};

/** The HTML of a mail. */
export const HTML: Format = {
  maxCharacters: 200_000,
  escape: htmlText,
  document: (subject, blocks) =>
    `<!doctype html><meta charset="utf-8"><title>${subject}</title><h1>${subject}</h1>\n${blocks.join('\n')}\n`,
  paragraph: (text) => `<p>${text}</p>`,
  item: (text) => `<li>${text}</li>`,
  list: (items) => `<ul>\n${items}\n</ul>`,
  link: (text, address) => `<p><a href="${htmlText(address)}">${text}</a></p>`,
};

/** A Mattermost post; the maximum is 16,383 characters. */
export const MARKDOWN: Format = {
  ...TEXT,
  maxCharacters: 14_000,
  escape: markdownText,
  document: (subject, blocks) => [`#### ${subject}`, ...blocks].join('\n\n'),
  link: (text, address) => `[${text}](${address.replaceAll('&', '&amp;')})`,
};

/** Renders a notification with escaped texts, truncated to the maximum of the format. */
export function render({ subject, blocks }: Notification, format: Format): string {
  let left = format.maxCharacters;
  let omitted = 0;
  const fits = (line: string): boolean => {
    left -= line.length + 2;
    if (left < 0) omitted += 1;
    return left >= 0;
  };
  const parts = blocks.map((block) => {
    if (block instanceof Array) {
      const items = block.map((text) => format.item(format.escape(text))).filter(fits);
      return items.length === 0 ? '' : format.list(items.join('\n'));
    }
    const text = format.escape(typeof block === 'string' ? block : block.text);
    const address = typeof block === 'string' ? undefined : linkAddress(block.url);
    const line = address === undefined ? format.paragraph(text) : format.link(text, address);
    return fits(line) ? line : '';
  });
  if (omitted > 0) parts.push(format.paragraph(`… ${String(omitted)} more lines were omitted`));
  const shown = parts.filter((part) => part !== '');
  return format.document(format.escape(subject, MAX_SUBJECT), shown);
}
