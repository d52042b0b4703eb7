import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { send } from '../test/create-test-app.ts';
import { OtlpReceiver } from '../test/otlp-receiver.ts';
import { ServiceProcess } from '../test/service-process.ts';

/** Prints the URL of each loaded module. */
const HOOKS = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => (process._rawDebug('LOADED ' + url), next(url, context)) });`;

const PARTS = {
  tracing: 'ParentBased{',
  logs: 'rejectedLogRecords',
  'Application Insights': 'APPLICATION_INSIGHTS_NO_STATSBEAT',
};

/** Returns the parts of telemetry that the built service loads. */
async function loadedParts(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const hooks = `--import=data:text/javascript,${encodeURIComponent(HOOKS)}`;
  const { service, url } = await ServiceProcess.start({
    SHUTDOWN_DRAIN_SECONDS: '0',
    NODE_OPTIONS: hooks,
    ...environment,
  });
  await send(url, '/api/faq');
  await send(url, '/api/queues/default/tickets', { 'content-type': 'application/json' }, 'POST', '{}');
  await service.end('SIGTERM');
  const files = [...service.output.matchAll(/^LOADED (file:\S*\/build\/\S+\.js)$/gm)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(10);
  const code = files.map((file) => readFileSync(fileURLToPath(file), 'utf8'));
  return Object.entries(PARTS).flatMap(([part, marker]) => (code.some((text) => text.includes(marker)) ? [part] : []));
}

describe('OpenTelemetry', () => {
  it('should be loaded only if it is configured', async () => {
    expect(await loadedParts({})).toEqual([]);
    const receiver = await OtlpReceiver.start();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    expect(await loadedParts(endpoint)).toEqual([]);
    expect(await loadedParts({ ...endpoint, OTEL_LOGS: 'on' })).toContain('logs');
    expect(await loadedParts({ ...endpoint, OTEL_TRACES: 'on' })).toContain('tracing');
    expect(await loadedParts({ ...endpoint, OTEL_TRACES: 'on' })).not.toContain('Application Insights');
    await receiver.stop();
  });
});
