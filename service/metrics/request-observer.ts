import type { IncomingMessage } from 'node:http';
import type { AccessLog } from '../http/access-log.ts';
import type { Rejection } from '../http/client-error.ts';
import type { FrontObserver } from '../http/http-front.ts';
import type { ObservedResponse } from '../http/observed-response.ts';
import { requestId } from '../http/request-id.ts';
import type { SourceErrors } from '../http/source-errors.ts';
import { REQUEST_METHODS } from './process.metric-list.ts';
import type { RequestDurations } from './request-durations.ts';

/** Records every request in the metrics, its span and the access log. */
export class RequestObserver implements FrontObserver {
  readonly #durations: RequestDurations;
  readonly #log: AccessLog;
  readonly #sources: SourceErrors;

  constructor(durations: RequestDurations, log: AccessLog, sources: SourceErrors) {
    this.#durations = durations;
    this.#log = log;
    this.#sources = sources;
  }

  answered(request: IncomingMessage, response: ObservedResponse, seconds: number, isAborted = false): void {
    const { method = '' } = request;
    const { route, statusCode: status, span } = response;
    // How long a client keeps a stream open, or waits before it leaves, says nothing about the service.
    const isMeasured = !isAborted && !(response.isStream && status === 200);
    if (isMeasured) this.#durations.observe(method, route, status, seconds);
    if (!isAborted) this.#sources.answered(request, route, status);
    if (span?.isRecording === true) this.#endSpan(request, response);
    else span?.end('', {}, false);
    this.#log.answered(request, response, seconds, isAborted);
  }

  rejected(rejection: Rejection): void {
    this.#log.rejected(rejection);
  }

  /** Semantic conventions for HTTP servers. The path is that of the access log, without secrets. */
  #endSpan(request: IncomingMessage, response: ObservedResponse): void {
    const { route, statusCode: status } = response;
    const method = REQUEST_METHODS.includes(request.method ?? '') ? (request.method ?? '') : '_OTHER';
    const name = method === '_OTHER' ? 'HTTP' : method;
    const attributes = {
      'http.request.method': method,
      'url.scheme': 'http',
      'url.path': this.#log.pathOf(request),
      'network.protocol.version': request.httpVersion,
      'http.response.status_code': status,
      'http.response.body.size': response.bodyBytes,
      'kiosque.request.id': requestId(request),
      ...(route !== 'unmatched' && { 'http.route': route }),
      ...(status >= 500 && { 'error.type': String(status) }),
    };
    response.span?.end(route === 'unmatched' ? name : `${name} ${route}`, attributes, status >= 500);
  }
}
