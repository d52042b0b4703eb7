import { setTimeout as sleep } from 'node:timers/promises';
import { AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { AzureMonitorExporterOptions } from '@azure/monitor-opentelemetry-exporter';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { retryAfterMs } from '../common/retry-after.ts';
import type { ExportOutcome, ExportQueueOptions } from './export-queue.ts';

type AdditionalPolicy = NonNullable<AzureMonitorExporterOptions['additionalPolicies']>[number];

/** A response of the ingestion endpoint. */
interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Statuses of temporary failures, as the exporter defines them; 439 is an exceeded daily quota. */
const TEMPORARY = [401, 403, 408, 429, 439, 500, 502, 503, 504];

/** The exporter's own measurements, which it would send to Microsoft and to the workspace. */
const MEASUREMENTS = [
  'APPLICATION_INSIGHTS_NO_STATSBEAT',
  'APPLICATIONINSIGHTS_OPENTELEMETRY_RESOURCE_METRIC_DISABLED',
];

/**
 * Returns a function that sends spans to Application Insights. Without a writable disk, the exporter reports spans as exported that it
 * has dropped, so the outcome is taken from the responses.
 */
export function azureMonitorSpans(
  connectionString: string,
  timeoutMs: number,
): ExportQueueOptions<ReadableSpan>['send'] {
  // eslint-disable-next-line no-restricted-properties -- the exporter has no other option for it
  for (const name of MEASUREMENTS) process.env[name] = 'true';
  let answer: Answer | undefined;
  const exporter = new AzureMonitorTraceExporter({
    connectionString,
    disableOfflineStorage: true,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [observe((seen) => (answer = seen))],
  });
  return async (spans, signal) => {
    answer = undefined;
    const ended = new AbortController();
    const limit = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, ended.signal]), ref: false });
    const exported = new Promise((resolve) => {
      exporter.export(spans as Parameters<typeof exporter.export>[0], resolve).catch(resolve);
    });
    await Promise.race([exported, limit.catch(() => undefined)]);
    ended.abort();
    return outcomeOf(answer, spans.length);
  };
}

function observe(see: (answer: Answer) => void): AdditionalPolicy {
  return {
    position: 'perRetry',
    policy: {
      name: 'outcome',
      async sendRequest(request, next) {
        const response = await next(request);
        const { status, headers, bodyAsText } = response;
        see({ status, retryAfter: headers.get('retry-after') ?? null, text: bodyAsText ?? '' });
        return response;
      },
    },
  };
}

function outcomeOf(answer: Answer | undefined, count: number): ExportOutcome {
  if (answer === undefined) return { kind: 'retry', afterMs: 0, reason: 'Application Insights cannot be reached' };
  const { status, retryAfter, text } = answer;
  if (status === 200) return { kind: 'accepted', rejected: 0 };
  if (status === 206) return { kind: 'accepted', rejected: Math.min(count, rejectedIn(text)) };
  const reason = `Application Insights returned ${String(status)}`;
  if (!TEMPORARY.includes(status)) return { kind: 'refused', reason };
  return { kind: 'retry', afterMs: retryAfterMs(retryAfter, Date.now()), reason };
}

function rejectedIn(text: string): number {
  const { itemsReceived = 0, itemsAccepted = 0 } = JSON.parse(text) as {
    itemsReceived?: number;
    itemsAccepted?: number;
  };
  return itemsReceived - itemsAccepted;
}
