/** Attributes of a span, named as in the OpenTelemetry semantic conventions. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Ids of a span (W3C Trace Context, section 3.2.2), in lower-case hexadecimal. */
export interface SpanIds {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
}

/** A span to start. */
export interface SpanStart {
  /** Of low cardinality: the name of an operation, never of a thing. */
  readonly name: string;
  /** `client` if the work is done by another process. @default internal */
  readonly kind?: 'client' | 'internal';
  /** @default none */
  readonly attributes?: SpanAttributes;
}

/** Adds attributes to the span of the work in progress. */
export type Annotate = (attributes: SpanAttributes) => void;

/** The span of a request in progress. */
export interface RequestSpan extends SpanIds {
  /** Whether it will be exported; otherwise its name and attributes are not used. */
  readonly isRecording: boolean;
  /** Runs work whose spans become children of this one. */
  run<Result>(work: () => Result): Result;
  /** Ends the span. Later work on behalf of the request gets no spans. */
  end(name: string, attributes: SpanAttributes, hasFailed: boolean): void;
}

/** Headers of a request, of which `traceparent` and `tracestate` are read. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Creates spans; only present if tracing is configured. */
export interface Tracing {
  /** Starts the span of a request, as a child of the span in its headers if they are valid. */
  startRequest(headers: RequestHeaders): RequestSpan;
  /** Runs work in a child of the current span; without a current span, the work runs without one. */
  withSpan<Result>(start: SpanStart, work: (annotate: Annotate) => Result): Result;
  /** Runs work that no request waits for in a trace of its own. */
  withTrace<Result>(name: string, work: () => Result): Result;
  /** Ids of the current span. */
  current(): SpanIds | undefined;
  /** Headers that make the current span the parent of an outgoing request's; empty without a current span. */
  outgoingHeaders(): Readonly<Record<string, string>>;
}

let active: Tracing | undefined;

/** Turns tracing on or off for the process. */
export function useTracing(tracing: Tracing | undefined): void {
  active = tracing;
}

/** Returns the tracing of the process; undefined if it is off, which costs this one check. */
export function activeTracing(): Tracing | undefined {
  return active;
}

/** Runs work in a child of the current span; just runs it if tracing is off. */
export function withSpan<Result>(start: SpanStart, work: (annotate: Annotate) => Result): Result {
  return active === undefined ? work(ignore) : active.withSpan(start, work);
}

/** Runs background work in a trace of its own; just runs it if tracing is off. */
export function withTrace<Result>(name: string, work: () => Result): Result {
  return active === undefined ? work() : active.withTrace(name, work);
}

function ignore(): void {
  // Nothing is recorded.
}
