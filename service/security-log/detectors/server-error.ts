import type { FindingKind } from '../findings/finding.ts';
import { detector } from './detector.ts';
import type { Hit } from './detector.ts';
import { signatureHits } from './signature-hits.ts';

const KINDS = [
  'probe',
  'injection',
  'traversal',
  'cross-site-scripting',
  'scanner',
  'protocol-abuse',
] as const satisfies readonly FindingKind[];
/** What runs on a server: such a file that is missing was guessed, while a missing picture is a broken link. */
const SCRIPT = /\bscript\b|\.(?:php\d?|phtml|aspx?|cgi|pl|exe|jspx?|do|action|dll|sh)(?:$|[?/])|cgi-bin\//i;

/** What the error logs of web servers refused. */
export const serverError = detector({
  name: 'server-error',
  kinds: [...KINDS, 'excessive-rate'],
  events: ['server-error'],
  detect(event, circumstances) {
    const hits = KINDS.flatMap((kind) => signatureHits(kind, event.url, circumstances) ?? []);
    const refused = refusal(event.reason, event.url, event.detail);
    if (refused !== undefined) hits.push(refused);
    return hits.length === 0 ? undefined : hits;
  },
});

function refusal(reason: string, url: string, detail: string): Hit | undefined {
  if (/error importing function definition/.test(detail))
    return { kind: 'injection', pattern: 'shellshock', weight: 1 };
  if (reason === 'firewall') return { kind: 'injection', pattern: 'firewall', weight: 1 };
  if (reason === 'limited') return { kind: 'excessive-rate', pattern: 'limited', weight: 0.2 };
  if (reason === 'forbidden') return { kind: 'probe', pattern: 'forbidden', weight: 0.1 };
  if (reason === 'missing' && SCRIPT.test(`${url} ${detail}`))
    return { kind: 'probe', pattern: 'missing-script', weight: 0.2 };
  return undefined;
}
