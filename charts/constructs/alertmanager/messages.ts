/** Replaces line breaks and other control characters, and removes invisible ones, so that a value is one line. */
const ONE_LINE: readonly (readonly [string, string])[] = [
  ['\\p{Cf}', ''],
  ['[\\p{Cc}\\p{Zl}\\p{Zp} ]+', ' '],
];

/**
 * Escapes Mattermost's Markdown, mentions, links, emoji and formulas, as the service does in its own messages. `&` comes
 * before the others, which are replaced by entities.
 */
const MARKDOWN: readonly (readonly [string, string])[] = [
  ['([\\\\`*_{}\\[\\]()#+\\-.!|~])', '\\$1'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  [':', '&#58;'],
  ['[$]', '&#36;'],
  ['@', '@\u200b'],
];

/** Returns a pipeline of Go templates. JSON's strings are also Go's. */
function pipeline(value: string, replacements: readonly (readonly [string, string])[]): string {
  const steps = replacements.map(([pattern, by]) => `reReplaceAll ${JSON.stringify(pattern)} ${JSON.stringify(by)}`);
  return `{{ ${[value, ...steps].join(' | ')} }}`;
}

const STATE = '{{ if eq .Status "firing" }}Firing{{ else }}Resolved{{ end }}';
const COUNT = '{{ len .Alerts }}';
/** The feature and the queue of the group. */
const PLACE = 'printf "%s %s in %s" .GroupLabels.feature .GroupLabels.queue .GroupLabels.namespace';
const ALERT = 'printf "%s %s: %s" .Labels.severity .Labels.alertname .Annotations.summary';

/** Calls `line` for each alert, those that have ended last. */
const each = (line: (state: string) => string): string =>
  ['Firing', 'Resolved']
    .map((state) => `{{ range .Alerts.${state} }}${line(state === 'Firing' ? '' : 'resolved: ')}{{ end }}`)
    .join('');

/** Subject of mails: `Firing: ticket-queue rubis in kiosque-production (2)`. Alertmanager encodes it. */
export const MAIL_SUBJECT = `${STATE}: ${pipeline(PLACE, ONE_LINE)} (${COUNT})`;

/** Body of mails; Alertmanager escapes every value for its place in the HTML. */
export const MAIL_HTML = each(
  (state) =>
    `<p>${state}{{ .Labels.severity }} <b>{{ .Labels.alertname }}</b>: {{ .Annotations.summary }}<br><a href="{{ .Annotations.runbook_url }}">Runbook</a></p>\n`,
);

/** Body of mails as plain text. */
export const MAIL_TEXT = each(
  (state) => `${state}${pipeline(ALERT, ONE_LINE)}\n${pipeline('.Annotations.runbook_url', ONE_LINE)}\n\n`,
);

/** Title of chat messages. */
export const CHAT_TITLE = `${STATE}: ${pipeline(PLACE, [...ONE_LINE, ...MARKDOWN])} (${COUNT})`;

/** Text of chat messages: Markdown with a link to each runbook. */
export const CHAT_TEXT = each(
  (state) =>
    `${state}${pipeline(ALERT, [...ONE_LINE, ...MARKDOWN])} [Runbook]({{ .Annotations.runbook_url | reReplaceAll "[^\\\\w:/.#-]" "" }})\n`,
);
