import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import { OtlpReceiver, refuse, rejectSome } from '../test/otlp-receiver.ts';
import { logRecordOf } from './log-record.ts';
import { sendOtlp } from './otlp-sender.ts';
import type { OtlpTarget } from './otlp-sender.ts';
import type { ExportOutcome } from './export-queue.ts';
import { readTelemetry } from '../test/telemetry-settings.ts';
import { SCOPE, telemetryResource } from './resource.ts';

const source = { resource: telemetryResource(readTelemetry({})), instrumentationScope: SCOPE };

function bodyOf(...messages: string[]): Uint8Array {
  const records = messages.map((msg) =>
    logRecordOf(JSON.stringify({ level: 'info', time: new Date().toISOString(), msg }), source),
  );
  return ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array();
}

function rejectedIn(response: Uint8Array): number {
  return ProtobufLogsSerializer.deserializeResponse(response).partialSuccess?.rejectedLogRecords ?? 0;
}

describe(sendOtlp.name, () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterAll(async () => {
    await receiver.stop();
  });

  async function sent(target: Partial<OtlpTarget> = {}, signal = new AbortController().signal): Promise<ExportOutcome> {
    const full = { url: `${receiver.url}/v1/logs`, headers: () => ({}), timeoutMs: 5000, ...target };
    return await sendOtlp(full, { body: bodyOf('one', 'two'), rejectedIn }, signal);
  }

  it('should deliver records, compressed, with the configured headers', async () => {
    expect(await sent({ headers: () => ({ 'x-scope-orgid': 'kiosque', authorization: 'Bearer s3cr3t' }) })).toEqual({
      kind: 'accepted',
      rejected: 0,
    });
    expect(receiver.refusals).toEqual([]);
    expect(receiver.logs.map(({ body }) => body)).toEqual(['one', 'two']);
    expect(receiver.headers.at(-1)).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-scope-orgid': 'kiosque',
      authorization: 'Bearer s3cr3t',
    });
  });

  it('should report records that the receiver rejects', async () => {
    receiver.answers.push(rejectSome(1));
    expect(await sent()).toEqual({ kind: 'accepted', rejected: 1 });
  });

  it.each([
    [
      'no content',
      (end: (text?: string) => void) => {
        end();
      },
    ],
    [
      'JSON',
      (end: (text?: string) => void) => {
        end('{"partialSuccess":{}}');
      },
    ],
  ])('should count records as accepted by a receiver that answers with %s', async (_, answer) => {
    receiver.answers.push((response) => {
      answer((text) => response.writeHead(text === undefined ? 204 : 200).end(text));
    });
    expect(await sent()).toEqual({ kind: 'accepted', rejected: 0 });
  });

  it.each([429, 502, 503, 504])('should retry after %i, when the receiver says so', async (status) => {
    receiver.answers.push(refuse(status, '7'));
    const reason = `the receiver returned ${String(status)}`;
    expect(await sent()).toEqual({ kind: 'retry', afterMs: 7000, reason });
    receiver.answers.push(refuse(status));
    expect(await sent()).toEqual({ kind: 'retry', afterMs: 0, reason });
  });

  it.each([400, 401, 403, 404, 413, 415, 500, 501])('should not retry after %i', async (status) => {
    receiver.answers.push(refuse(status));
    expect(await sent()).toEqual({ kind: 'refused', reason: `the receiver returned ${String(status)}` });
  });

  it('should be refused by the receiver at another path', async () => {
    expect(await sent({ url: `${receiver.url}/v1/v1/logs` })).toMatchObject({ kind: 'refused' });
    expect(receiver.refusals.splice(0)).toEqual(['no such path: /v1/v1/logs']);
  });

  it('should not follow redirects, which could lead the credentials elsewhere', async () => {
    const before = receiver.headers.length;
    receiver.answers.push((response) => response.writeHead(307, { Location: `${receiver.url}/v1/logs` }).end());
    expect(await sent()).toEqual({ kind: 'refused', reason: 'the receiver returned 307' });
    expect(receiver.headers).toHaveLength(before + 1);
  });

  it('should retry if the receiver is away, hangs, or resets the connection, and never tell the URL', async () => {
    const url = `http://127.0.0.1:${String(await freePort())}/s3cr3t`;
    const prefix = 'the receiver cannot be reached: ';
    expect(await sent({ url })).toEqual({ kind: 'retry', afterMs: 0, reason: `${prefix}ECONNREFUSED` });
    receiver.answers.push(() => undefined);
    expect(await sent({ timeoutMs: 50 })).toEqual({ kind: 'retry', afterMs: 0, reason: `${prefix}TimeoutError` });
    receiver.answers.push((response) => response.destroy());
    expect(await sent()).toMatchObject({
      kind: 'retry',
      reason: expect.stringMatching(/^the receiver cannot be reached: \w+$/),
    });
    receiver.answers.push(() => undefined);
    const stop = new AbortController();
    const before = receiver.headers.length;
    const stopped = sent({}, stop.signal);
    await eventually(() => {
      expect(receiver.headers).toHaveLength(before + 1);
    });
    stop.abort();
    expect(await stopped).toMatchObject({ kind: 'retry' });
  });

  it('should not read endless responses', async () => {
    receiver.answers.push((response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.writeHead(200).on('drain', write);
      write();
    });
    expect(await sent()).toEqual({ kind: 'accepted', rejected: 0 });
  });
});
