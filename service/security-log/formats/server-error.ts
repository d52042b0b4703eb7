import type { LoginEvent, ProtocolEvent, ServerErrorEvent } from '../events/log-event.ts';
import type { LineContext } from './log-format.ts';
import { hostOf } from './log-format.ts';

/** What a message in a web server's error log says; `other` has no interest. */
export type ErrorFacts =
  | { readonly kind: 'other' }
  | { readonly kind: 'login'; readonly outcome: LoginEvent['outcome']; readonly user: string }
  | { readonly kind: 'protocol'; readonly reason: ProtocolEvent['reason'] }
  | { readonly kind: 'server-error'; readonly reason: ServerErrorEvent['reason']; readonly url: string };

/** Where and when it was said. */
export interface ErrorSource {
  readonly service: string;
  readonly time: number | undefined;
  readonly client: string | undefined;
  readonly target: string | undefined;
  readonly method: string;
  /** URL of the request, where the line has it. */
  readonly url: string;
  readonly message: string;
}

/** Longest message that is kept, in characters. */
const DETAIL = 1000;

/** Event of a message in an error log. */
export function errorEvent(
  facts: ErrorFacts,
  source: ErrorSource,
  context: LineContext,
): LoginEvent | ProtocolEvent | ServerErrorEvent | undefined {
  const { service, client, method } = source;
  const base = {
    time: source.time ?? context.envelope.time,
    client,
    count: 1,
    target: source.target || hostOf(context),
    service,
  };
  const detail = source.message.slice(0, DETAIL);
  switch (facts.kind) {
    case 'login':
      return {
        ...base,
        kind: 'login',
        outcome: facts.outcome,
        isAttempt: true,
        user: facts.user,
        method: 'password',
        connection: '',
      };
    case 'protocol':
      return { ...base, kind: 'protocol', reason: facts.reason, detail, connection: '' };
    case 'server-error':
      return { ...base, kind: 'server-error', reason: facts.reason, url: source.url || facts.url, method, detail };
    default:
      return undefined;
  }
}

/** Facts of ModSecurity's messages, which end in fields such as `[hostname "www.example.org"] [uri "/"]`. */
export function firewallFacts(message: string): ErrorFacts {
  return { kind: 'server-error', reason: 'firewall', url: firewallField(message, 'uri') };
}

/** Value of the last field of that name in a message of ModSecurity: what a client sent comes before it. */
export function firewallField(message: string, name: string): string {
  const start = message.lastIndexOf(`[${name} "`);
  const end = start < 0 ? -1 : message.indexOf('"]', start);
  return end < 0 ? '' : message.slice(start + name.length + 3, end);
}
