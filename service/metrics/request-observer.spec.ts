import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { RequestDurations } from './request-durations.ts';
import { createRedact } from '../common/logging/redact.ts';
import { TICKET_SECRETS } from '../ticket-queue/ticket-secrets.ts';
import { RequestObserver } from './request-observer.ts';

const redact = createRedact(TICKET_SECRETS);

describe(RequestObserver.name, () => {
  function levels(logsAll: boolean, answers: readonly (readonly [string, number])[]): string[] {
    const lines: { level: number; route: string }[] = [];
    const write = (line: string) => lines.push(JSON.parse(line) as { level: number; route: string });
    const observer = new RequestObserver(new RequestDurations(), pino({ level: 'trace' }, { write }), logsAll, redact);
    for (const [route, status] of answers) {
      observer.answered({ method: 'GET', url: route, headers: {} } as IncomingMessage, route, status, 0.001, 'id');
    }
    return lines.map(({ level, route }) => `${pino.levels.labels[level] ?? ''} ${route}`);
  }

  it('should log client errors and server errors at different levels', () => {
    const answers = [
      ['/api', 200],
      ['/api/:collection', 404],
      ['/api/:collection', 503],
    ] as const;
    expect(levels(false, answers)).toEqual(['info /api/:collection', 'error /api/:collection']);
    expect(levels(true, answers)).toHaveLength(3);
  });

  it('should not log an error for a probe that fails', () => {
    expect(
      levels(false, [
        ['/readyz', 503],
        ['/startupz', 503],
        ['/readyz', 200],
      ]),
    ).toEqual(['debug /readyz', 'debug /startupz']);
  });

  it('should redact tokens from the log, whichever route matched', () => {
    const lines: string[] = [];
    const observer = new RequestObserver(
      new RequestDurations(),
      pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }),
      true,
      redact,
    );
    const token = `rubis.${'x'.repeat(22)}`;
    for (const route of ['unmatched', '/api/tickets/:token', '/:collection/:id']) {
      const request = { method: 'BREW', url: `/api/tickets/${token}?t=${token}`, headers: {} } as IncomingMessage;
      observer.answered(request, route, 404, 0.001, 'id');
    }
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toContain('"path":"/api/tickets/rubis.<redacted>"');
  });
});
