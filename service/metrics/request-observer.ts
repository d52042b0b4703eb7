import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Redact } from '../common/logging/redact.ts';
import { requestId } from '../http/request-id.ts';
import { PROBES } from '../contract.ts';
import type { RequestDurations } from './request-durations.ts';

/** Records every request, and logs those selected by LOG_REQUESTS. */
export class RequestObserver {
  readonly #durations: RequestDurations;
  readonly #logger: Logger;
  readonly #logsAll: boolean;
  readonly #redact: Redact;

  constructor(durations: RequestDurations, logger: Logger, logsAll: boolean, redact: Redact) {
    this.#durations = durations;
    this.#logger = logger;
    this.#logsAll = logsAll;
    this.#redact = redact;
  }

  answered(request: IncomingMessage, route: string, status: number, seconds: number, id?: string): void {
    const { method = '' } = request;
    this.#durations.observe(method, route, status, seconds);
    if (status < 400 && !this.#logsAll) return;
    // Tokens grant access, so they must not be logged.
    const path = this.#redact((request.url ?? '').split('?', 1)[0] ?? '');
    const fields = {
      requestId: id ?? requestId(request),
      method,
      path,
      route,
      status,
      milliseconds: Math.round(seconds * 1e6) / 1000,
    };
    this.#logger[levelOf(route, status)](fields, 'request');
  }
}

function levelOf(route: string, status: number): 'debug' | 'info' | 'error' {
  // Changes of health have their own log lines.
  if (PROBES.includes(route)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
