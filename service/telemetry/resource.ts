import { hostname } from 'node:os';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import { BUILD } from '../common/build.ts';
import { parsePairs } from './pairs.ts';
import type { TelemetryConfig } from './telemetry.config.ts';

/** Instrumentation scope of all logs and spans. */
export const SCOPE = { name: 'kiosque', version: BUILD.version };

/** Returns what describes this process in everything exported. The instance is the host name, which in a cluster is the pod. */
export function telemetryResource(config: TelemetryConfig): Resource {
  return resourceFromAttributes({
    'service.name': config.OTEL_SERVICE_NAME,
    'service.version': BUILD.version,
    'service.instance.id': hostname(),
    ...parsePairs(config.OTEL_RESOURCE_ATTRIBUTES ?? ''),
  });
}
