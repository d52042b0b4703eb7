import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Logger } from 'pino';
import { printable } from '../common/logging/printable.ts';
import type { Redact } from '../common/logging/redact.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { PROBES } from '../contract.ts';
import type { AccessFields } from './access-log.schema.ts';
import { addressPrefix, clientAddress, peerAddress } from './client-address.ts';
import type { Rejection } from './client-error.ts';
import type { ObservedResponse } from './observed-response.ts';
import { LoggableTexts } from './loggable-texts.ts';
import { requestId, traceIdOf } from './request-id.ts';

/** Dependencies of the access log. */
export interface AccessLogContext {
  readonly logger: Logger;
  readonly redact: Redact;
  readonly config: Pick<ServerConfig, 'LOG_REQUESTS' | 'LOG_ADDRESSES' | 'LOG_SAMPLE_PERCENT' | 'TRUSTED_PROXIES'>;
  /** Returns a number from 0 to below 1. @default Math.random */
  readonly random?: () => number;
}

/** Writes the lines described in docs/logs.md: one per request selected by LOG_REQUESTS. */
export class AccessLog {
  /** Whether it has a line for every request. */
  readonly logsAll: boolean;
  readonly #config: AccessLogContext['config'];
  readonly #logger: Logger;
  readonly #texts: LoggableTexts;
  readonly #random: () => number;
  #lines = 0;

  constructor({ logger, redact, config, random = Math.random }: AccessLogContext) {
    this.logsAll = config.LOG_REQUESTS === 'all';
    this.#config = config;
    // Secrets are removed here: looking for the names of others would take three times as long as writing the line.
    this.#logger = logger.child({}, { redact: [] });
    this.#texts = new LoggableTexts(redact);
    this.#random = random;
  }

  /** Number of lines written. */
  get lines(): number {
    return this.#lines;
  }

  /** Writes the line of an answered request, if it is selected. */
  answered(request: IncomingMessage, response: ObservedResponse, seconds: number, isAborted = false): void {
    const { statusCode: status, route, span } = response;
    const level = levelOf(route, status);
    if (!this.#logger.isLevelEnabled(level) || (status < 400 && !this.#isSampled())) return;
    const { method = '', headers } = request;
    this.#write(level, {
      requestId: requestId(request),
      traceId: span?.traceId ?? traceIdOf(request),
      spanId: span?.spanId,
      address: this.#visible(clientAddress(request, this.#config.TRUSTED_PROXIES)),
      method: printable(method, 32),
      route,
      path: this.pathOf(request),
      status,
      bytes: response.bodyBytes,
      milliseconds: Math.round(seconds * 1e6) / 1000,
      aborted: isAborted && !response.isStream ? true : undefined,
      userAgent: this.#texts.header(headers['user-agent']),
      referrer: this.#texts.referrer(headers.referer),
    });
  }

  /** Writes the line of bytes that were not a request. */
  rejected({ socket, requestId: id, status, bytes }: Rejection): void {
    if (!this.#logger.isLevelEnabled('info')) return;
    // Behind proxies only the headers, which cannot be read, tell the client from the proxy.
    const isClient = socket instanceof Socket && this.#config.TRUSTED_PROXIES === 0;
    const address = isClient ? this.#visible(peerAddress(socket)) : undefined;
    this.#write('info', { requestId: id, address, status, bytes });
  }

  /** Returns the path of a request without query and secrets, truncated to 1024 characters. */
  pathOf({ url = '' }: IncomingMessage): string {
    return this.#texts.path(url);
  }

  #write(level: 'debug' | 'info' | 'error', fields: AccessFields): void {
    this.#lines++;
    this.#logger[level](fields, 'request');
  }

  #isSampled(): boolean {
    const percent = this.#config.LOG_SAMPLE_PERCENT;
    return this.logsAll && (percent === 100 || this.#random() * 100 < percent);
  }

  #visible(address: string): string | undefined {
    const { LOG_ADDRESSES: shown } = this.#config;
    if (address === '' || shown === 'none') return undefined;
    return shown === 'full' ? address : addressPrefix(address);
  }
}

function levelOf(route: string, status: number): 'debug' | 'info' | 'error' {
  // Changes of health have their own log lines.
  if (PROBES.includes(route)) return 'debug';
  return status >= 500 ? 'error' : 'info';
}
