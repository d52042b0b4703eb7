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

/** When the alert began and, if it is resolved, ended. */
const TIMES = ['StartsAt', 'EndsAt'].map((time) => `{{ .${time}.UTC.Format "2006-01-02 15:04 UTC" }}`);

/** Colours of a firing and of a resolved alert, each at least 4.5:1 on white. */
const COLOURS = { firing: '#b3261e', resolved: '#1b6e3c' } as const;

const htmlAlert = (state: string): string => {
  const [colour, time] =
    state === '' ? [COLOURS.firing, `Since ${TIMES[0] ?? ''}`] : [COLOURS.resolved, `Resolved ${TIMES[1] ?? ''}`];
  return [
    `<div style="margin:0 0 16px;padding:4px 0 4px 12px;border-left:4px solid ${colour}">`,
    `<p style="margin:0"><b style="color:${colour}">${state}${pipeline('.Labels.severity', ONE_LINE)}</b> <b>${pipeline('.Labels.alertname', ONE_LINE)}</b></p>`,
    `<p style="margin:4px 0">${pipeline('.Annotations.summary', ONE_LINE)}</p>`,
    `<p style="margin:0">${time} · <a href="{{ .Annotations.runbook_url }}">Runbook</a></p></div>\n`,
  ].join('');
};

/** Body of mails; Alertmanager escapes every value for its place in the HTML. */
export const MAIL_HTML = [
  '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><body style="margin:0;padding:16px;font:16px/1.4 sans-serif">',
  `<h1 style="margin:0 0 16px;font-size:20px">${MAIL_SUBJECT}</h1>`,
  each(htmlAlert),
  '</body></html>',
].join('\n');

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
