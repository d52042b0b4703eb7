const LINE_BREAKS_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Zero-width and bidirectional characters, which hide or reorder text. */
const INVISIBLE = /\p{Cf}/gu;

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Characters that a backslash does not escape in Mattermost. `<!here>` and `<url|text>` are parsed before Markdown, URLs and emoji contain
 * a colon, and `@` followed by letters is a mention even if escaped, so a zero-width space separates them.
 */
const MATTERMOST: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  ':': '&#58;',
  $: '&#36;',
  '@': '@\u200b',
};

/** Returns the text as one line of well-formed, visible Unicode, truncated to `max` characters. */
export function oneLine(text: string, max = 1000): string {
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return cut.toWellFormed().replace(LINE_BREAKS_AND_CONTROLS, ' ').replace(INVISIBLE, '').trim();
}

/** Returns the text as one line of HTML, for an element or a quoted attribute. */
export function htmlText(text: string, max?: number): string {
  return oneLine(text, max).replace(/[&<>"']/g, (character) => HTML[character] ?? '');
}

/** Returns the text as one line of Mattermost's Markdown without markup, mentions, links, emoji or formulas. */
export function markdownText(text: string, max?: number): string {
  return oneLine(text, max)
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, '\\$&')
    .replace(/[&<>:$@]/g, (character) => MATTERMOST[character] ?? '');
}

/** Returns an http or https URL, percent-encoded so that it cannot end an attribute or a Markdown link; undefined for other URLs. */
export function linkAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  const href = url.href.replace(
    /[\\`'"()<>|$@]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return href.length > 1000 ? undefined : href;
}
