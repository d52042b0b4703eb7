import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { AlwaysOnSampler, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { DomainError } from '../common/domain-error.ts';
import type { Annotate, RequestHeaders, RequestSpan, SpanIds, SpanStart, Tracing } from '../common/tracing/tracing.ts';
import { SCOPE } from './resource.ts';
import { UnsampledRequest } from './unsampled-request.ts';
import type { RunWith, Task } from './unsampled-request.ts';

/** Options of the tracing. */
export interface OtelTracingOptions {
  readonly resource: Resource;
  readonly samplePercent: number;
  /** Receives every sampled span when it ends. */
  readonly onEnd: (span: ReadableSpan) => void;
}

/** The current span, and whether the request or task that it belongs to is still in progress. */
interface Scope {
  readonly context: Context;
  readonly task: Task;
}

/** A child of the current span. */
export interface ChildSpan {
  readonly span: Span;
  readonly context: Context;
  /** Runs work whose spans become children of this one. */
  run<Result>(work: () => Result): Result;
  readonly end: (error?: unknown) => void;
}

/** Tracing with the SDK of OpenTelemetry. Nothing is registered globally. */
export class OtelTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #samplePercent: number;
  readonly #runWith: RunWith = (span, task, work) =>
    this.#scopes.run({ context: trace.setSpanContext(ROOT_CONTEXT, span), task }, work);
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #scopes = new AsyncLocalStorage<Scope>();

  constructor({ resource, samplePercent, onEnd }: OtelTracingOptions) {
    const processor = {
      onStart: () => undefined,
      onEnd,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    // Traces that begin here are sampled before: a request that is not recorded must cost nothing.
    const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
    const spanLimits = { attributeValueLengthLimit: 2048 };
    const provider = new TracerProvider({ resource, sampler, spanLimits, spanProcessors: [processor] });
    this.#tracer = provider.getTracer(SCOPE.name, SCOPE.version);
    this.#samplePercent = samplePercent;
  }

  startRequest(headers: RequestHeaders): RequestSpan {
    const parent =
      headers['traceparent'] === undefined
        ? ROOT_CONTEXT
        : this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    const isOurs = trace.getSpanContext(parent) === undefined;
    if (isOurs && !this.#isSampled()) return new UnsampledRequest(this.#runWith);
    const span = this.#tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
    const scope: Scope = { context: trace.setSpan(parent, span), task: { isOpen: true } };
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      spanId,
      isRecording: span.isRecording(),
      run: (work) => this.#scopes.run(scope, work),
      end: (name, attributes, hasFailed) => {
        scope.task.isOpen = false;
        span.updateName(name).setAttributes(attributes);
        if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  withSpan<Result>(start: SpanStart, work: (annotate: Annotate) => Result): Result {
    const child = this.startChild(start);
    const annotate: Annotate = (attributes) => child?.span.setAttributes(attributes);
    return child === undefined ? work(annotate) : ending(child, () => child.run(() => work(annotate)));
  }

  withTrace<Result>(name: string, work: () => Result): Result {
    if (!this.#isSampled()) return work();
    const span = this.#tracer.startSpan(name, {}, ROOT_CONTEXT);
    const task = { isOpen: true };
    const child = this.#childOf(span, { context: ROOT_CONTEXT, task });
    const end = (error?: unknown): void => {
      task.isOpen = false;
      child.end(error);
    };
    return ending({ ...child, end }, () => child.run(work));
  }

  current(): SpanIds | undefined {
    const scope = this.#scope();
    const ids = scope === undefined ? undefined : trace.getSpanContext(scope.context);
    return ids === undefined ? undefined : { traceId: ids.traceId, spanId: ids.spanId };
  }

  outgoingHeaders(): Readonly<Record<string, string>> {
    const scope = this.#scope();
    return scope === undefined ? {} : this.headersOf(scope.context);
  }

  /** Returns the headers that make the span of a context the parent of an outgoing request's. */
  headersOf(context: Context): Readonly<Record<string, string>> {
    const headers: Record<string, string> = {};
    this.#propagator.inject(context, headers, defaultTextMapSetter);
    return headers;
  }

  /** Starts a child of the current span; undefined without one, or if what it belongs to has ended. The caller must end it. */
  startChild({ name, kind, attributes = {} }: SpanStart): ChildSpan | undefined {
    const parent = this.#scope();
    if (parent === undefined) return undefined;
    const options = { kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes: { ...attributes } };
    return this.#childOf(this.#tracer.startSpan(name, options, parent.context), parent);
  }

  /** Runs work in the context of a child, if it has one. */
  runIn<Result>(context: Context, work: () => Result): Result {
    const scope = this.#scope();
    return scope === undefined ? work() : this.#scopes.run({ ...scope, context }, work);
  }

  /** Timers and connections outlive the request that created them, and must not become a part of it. */
  #scope(): Scope | undefined {
    const scope = this.#scopes.getStore();
    return scope?.task.isOpen === true ? scope : undefined;
  }

  #isSampled(): boolean {
    return Math.random() * 100 < this.#samplePercent;
  }

  #childOf(span: Span, { context: parent, task }: Scope): ChildSpan {
    const context = trace.setSpan(parent, span);
    return {
      span,
      context,
      run: (work) => this.#scopes.run({ context, task }, work),
      end: (error) => {
        if (error !== undefined && !isRefusal(error)) {
          span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }
}

/** Ends a span when its work does, at once or later. */
function ending<Result>(child: Pick<ChildSpan, 'end'>, work: () => Result): Result {
  let result: Result;
  try {
    result = work();
  } catch (error) {
    child.end(error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    child.end();
    return result;
  }
  const end = (error?: unknown): void => {
    child.end(error);
  };
  result.then(() => {
    end();
  }, end);
  return result;
}

/** Whether an operation did what it must: a full queue is not a failure. */
function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && error.kind !== 'unavailable';
}
