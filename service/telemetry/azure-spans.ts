import { useInstrumenter } from '@azure/core-tracing';
import type { Instrumenter, TracingSpan } from '@azure/core-tracing';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { AttributeValue } from '@opentelemetry/api';
import type { ChildSpan, OtelTracing } from './otel-tracing.ts';

/** Statuses that the SDK reports as errors, and the service expects: unchanged, absent, already changed. */
const EXPECTED: readonly unknown[] = [304, 404, 412];

/** Creates spans for calls of the Azure SDK within a request or task, and sends their context along. URLs come without their signature. */
export function traceAzure(tracing: OtelTracing): void {
  const instrumenter: Instrumenter = {
    startSpan(name, { spanKind, spanAttributes }) {
      const kind = spanKind === 'client' ? 'client' : 'internal';
      const child = tracing.startChild({ name, kind, attributes: spanAttributes as Record<string, string> });
      return child === undefined
        ? { span: NO_SPAN, tracingContext: ROOT_CONTEXT }
        : { span: spanOf(child), tracingContext: child.context };
    },
    withContext: (context, work, ...args) => tracing.runIn(context, () => work(...args)),
    parseTraceparentHeader: () => undefined,
    createRequestHeaders: (context) => ({ ...tracing.headersOf(context ?? ROOT_CONTEXT) }),
  };
  useInstrumenter(instrumenter);
}

function spanOf({ span, end }: ChildSpan): TracingSpan {
  let failure: unknown;
  return {
    isRecording: () => true,
    setAttribute: (name, value) => span.setAttribute(name, value as AttributeValue),
    setStatus: (status) => {
      if (status.status === 'success') return;
      const { error = new Error('failed') } = status;
      if (!EXPECTED.includes((error as { statusCode?: number }).statusCode)) failure = error;
    },
    recordException: () => undefined,
    end: () => {
      end(failure);
    },
  };
}

const NO_SPAN: TracingSpan = {
  isRecording: () => false,
  setAttribute: () => undefined,
  setStatus: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};
