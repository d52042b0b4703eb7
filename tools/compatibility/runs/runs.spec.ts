import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceProcess } from '../../../service/test/service-process.ts';
import { runsOf } from '../runs.ts';
import { ContentLoad, itemsOf } from './content-load.ts';
import { Ledger } from './ledger.ts';
import type { ProblemKind } from './ledger.ts';
import { QueueLoad, verifyTickets } from './queue-load.ts';

/** What a faulty replica does with a request; undefined if it handles it like the service. */
type Fault = (
  request: IncomingMessage,
  body: string,
) => { header?: string; status?: number; body?: string } | 'drop' | undefined;

describe('the runs of the service with itself', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-runs-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should lose, repeat and refuse nothing', async () => {
    const versions = { old: { name: 'old', root: '.' }, new: { name: 'new', root: '.' } };
    const runs = runsOf(versions, { directory, seed: 1, phaseMs: 200 });
    // At once, because most of the time is waiting for processes to start and to drain.
    const ledgers = (await Promise.all(runs.map((run) => run()))).flat();
    expect(ledgers.flatMap(({ problems }) => problems)).toEqual([]);
    expect(ledgers.map(({ name, figures }) => [name, figures.requests > 20, figures.tickets > 0])).toEqual([
      ['rolling update on one Redis', true, true],
      ['one SQLite file', true, true],
      ['backup of the old version restored by the new one', true, true],
      ['backup of the new version restored by the old one', true, true],
      ['one snapshot directory', true, false],
    ]);
  }, 120_000);
});

describe('a faulty version', () => {
  let service: ServiceProcess;
  let url: string;
  let key: string;
  let requests = 0;

  beforeAll(async () => {
    ({ service, url } = await ServiceProcess.start({
      QUEUE_NAME: 'rubis',
      QUEUE_TICKETS_PER_MINUTE: '0',
      QUEUE_MAX_WAITING: '0',
    }));
    while (!service.output.includes('kq_')) await sleep(10);
    key = /kq_\S+/.exec(service.output)?.[0] ?? '';
  });
  afterAll(async () => {
    await service.end('SIGKILL');
  });

  /** Starts a server that passes requests to the service, except for its fault; every tenth, so that the rest of the load goes on. */
  async function withFault(fault: Fault, use: (url: string) => Promise<void>): Promise<void> {
    const server = createServer((incoming, response) => {
      forward(incoming, response, fault).catch(() => response.destroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await use(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    server.close();
    server.closeAllConnections();
  }

  async function forward(incoming: IncomingMessage, response: ServerResponse, fault: Fault): Promise<void> {
    const sent = (await incoming.toArray()) as Buffer[];
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    Reflect.deleteProperty(headers, 'host');
    const first = fault(incoming, '');
    if (typeof first === 'object' && first.header !== undefined) Reflect.deleteProperty(headers, first.header);
    const upstream = request(`${url}${incoming.url ?? ''}`, { method: incoming.method, headers });
    upstream.end(Buffer.concat(sent));
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    const body = Buffer.concat((await answer.toArray()) as Buffer[]).toString();
    const result = fault(incoming, body);
    if (result === 'drop') response.destroy();
    else
      response
        .writeHead(result?.status ?? answer.statusCode ?? 0, { 'content-type': 'application/json' })
        .end(result?.body ?? body);
  }

  const isTaking = ({ method, url: path }: IncomingMessage): boolean =>
    method === 'POST' && path?.endsWith('/tickets') === true;
  const isTenth = (): boolean => requests++ % 10 === 0;

  it.each<[ProblemKind, string, Fault]>([
    ['lost', 'drops connections', (_, body) => (body !== '' && isTenth() ? 'drop' : undefined)],
    ['refused', 'responds with 503', (_, body) => (body !== '' && isTenth() ? { status: 503 } : undefined)],
    ['repeated', 'ignores the Idempotency-Key', () => ({ header: 'idempotency-key' })],
    [
      'ticketsLost',
      'forgets tickets',
      ({ url: path }) => (path?.startsWith('/api/tickets/') === true ? { status: 404 } : undefined),
    ],
    [
      'ticketsDoubled',
      'issues numbers twice',
      (incoming, body) => (isTaking(incoming) ? { body: body.replace(/-\d+"/, '-001"') } : undefined),
    ],
  ])('should be found: %s, if it %s', async (kind, _, fault) => {
    const ledger = new Ledger('faulty');
    await withFault(fault, async (faulty) => {
      const target = { key, urls: () => [faulty] };
      const load = new QueueLoad(ledger, target, 7 + requests);
      await sleep(500);
      await load.stop();
      await verifyTickets(ledger, target);
    });
    expect(ledger.figures[kind]).toBeGreaterThan(0);
    expect(ledger.problems.length).toBeGreaterThan(0);
  });

  it.each<[ProblemKind, Fault]>([
    ['lost', () => (isTenth() ? 'drop' : undefined)],
    ['refused', () => (isTenth() ? { status: 503 } : undefined)],
    ['wrong', () => (isTenth() ? { body: '{"events":[{"id":"another"}]}' } : undefined)],
  ])('should be found by readers of content: %s', async (kind, fault) => {
    const ledger = new Ledger('faulty');
    await withFault(fault, async (faulty) => {
      const load = new ContentLoad(ledger, () => [faulty], await itemsOf(url), 7);
      await sleep(300);
      await load.stop();
    });
    const { lost, refused, wrong } = ledger.figures;
    expect({ lost, refused, wrong }).toEqual({ lost: 0, refused: 0, wrong: 0, [kind]: expect.any(Number) });
    expect(ledger.figures[kind]).toBeGreaterThan(0);
  });
});
