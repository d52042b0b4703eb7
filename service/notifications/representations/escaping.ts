const LINE_BREAKS_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Zero-width and bidirectional characters: they hide text, or show it in another order. */
const INVISIBLE = /\p{Cf}/gu;

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * What a backslash does not disarm in Mattermost. `<!here>` and `<address|text>` are read before Markdown, addresses and emoji begin with
 * or after a colon, and a mention is `@` and letters however it is escaped: a zero-width space parts them.
 */
const MATTERMOST: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  ':': '&#58;',
  $: '&#36;',
  '@': '@\u200b',
};

/** The text as one line of well-formed, visible Unicode, cut to `max` characters. */
export function oneLine(text: string, max = 1000): string {
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return cut.toWellFormed().replace(LINE_BREAKS_AND_CONTROLS, ' ').replace(INVISIBLE, '').trim();
}

/** The text as one line of HTML, in an element or a quoted attribute. */
export function htmlText(text: string, max?: number): string {
  return oneLine(text, max).replace(/[&<>"']/g, (character) => HTML[character] ?? '');
}

/** The text as one line of Mattermost's Markdown without any effect: no mark-up, mention, link, emoji or formula. */
export function markdownText(text: string, max?: number): string {
  return oneLine(text, max)
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, '\\$&')
    .replace(/[&<>:$@]/g, (character) => MATTERMOST[character] ?? '');
}

/** The http or https address, percent-encoded so that it ends neither an attribute nor a Markdown link; undefined for any other address. */
export function linkAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  const href = url.href.replace(
    /[\\`'"()<>|$@]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return href.length > 1000 ? undefined : href;
}
