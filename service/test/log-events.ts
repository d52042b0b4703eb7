import type { HttpEvent, LogEvent, LoginEvent } from '../security-log/events/log-event.ts';

const BASE = { time: Date.UTC(2027, 1, 1), client: '192.0.2.1', count: 1, target: 'www.example.org' } as const;

/** A request that is answered with a page, unless told otherwise. */
export function httpEvent(part: Partial<HttpEvent> = {}): HttpEvent {
  const answer = {
    protocol: 'HTTP/1.1',
    status: 200,
    bytes: 4000,
    referrer: '-',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    user: '',
  };
  return { ...BASE, ...answer, kind: 'http', method: 'GET', url: '/', ...part };
}

/** A wrong password, unless told otherwise. */
export function loginEvent(part: Partial<LoginEvent> = {}): LoginEvent {
  const credential = { service: 'sshd', user: 'root', method: 'password', connection: '' };
  return { ...BASE, ...credential, kind: 'login', outcome: 'failed', isAttempt: true, ...part };
}

/** An event of another kind, with what all events have. */
export function eventOf(kind: LogEvent['kind'], part: object): LogEvent {
  return { ...BASE, kind, ...part } as LogEvent;
}
