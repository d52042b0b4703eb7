import { tracingChannel } from 'node:diagnostics_channel';
import type { CommandTraceContext } from 'ioredis';
import type { ChildSpan, OtelTracing } from './otel-tracing.ts';

/** Commands of clients, as ioredis publishes them; `error` is set if the command failed. */
type Command = CommandTraceContext & { readonly error?: unknown };

/**
 * Creates a span for each Redis command within a request, from what ioredis publishes on its diagnostics channel. Arguments are not
 * recorded: they contain tokens.
 */
export function traceRedis(tracing: OtelTracing): void {
  const spans = new WeakMap<object, ChildSpan>();
  tracingChannel<Command>('ioredis:command').subscribe({
    start(command) {
      const { command: name, database, serverAddress, serverPort } = command;
      const child = tracing.startChild({
        name: name.toUpperCase(),
        kind: 'client',
        attributes: {
          'db.system.name': 'redis',
          'db.operation.name': name.toUpperCase(),
          'db.namespace': String(database),
          'server.address': serverAddress,
          ...(serverPort !== undefined && { 'server.port': serverPort }),
        },
      });
      if (child !== undefined) spans.set(command, child);
    },
    asyncEnd(command) {
      spans.get(command)?.end(command.error);
    },
    end: () => undefined,
    asyncStart: () => undefined,
    error: () => undefined,
  });
}
