import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../service/test/eventually.ts';
import { Nginx } from '../../service/test/nginx.ts';
import { RedisServer } from '../../service/test/redis.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';
import { environments } from '../environments/environments.ts';
import { development } from '../environments/development.ts';
import { queues } from '../environments/queues.ts';
import { render } from '../render.ts';
import { objectsOf } from './objects.ts';

interface Path {
  readonly path: string;
  readonly backend: { readonly service: { readonly name: string } };
}

/** The rendered paths of the Ingress, and the Service behind each. */
function pathsOf(): readonly Path[] {
  const ingress = objectsOf(render(environments)).find(
    ({ path, object }) => path.startsWith(`${development.name}/`) && object.kind === 'Ingress',
  );
  return (ingress?.object.spec?.['rules'] as { http: { paths: Path[] } }[])[0]?.http.paths ?? [];
}

describe('Four queues and the content behind one host, with the rendered paths', () => {
  let redis: RedisServer | undefined;
  let nginx: Nginx;
  const processes = new Map<string, { service: ServiceProcess; url: string }>();

  beforeAll(async () => {
    redis = await RedisServer.start();
    processes.set('content', await ServiceProcess.start({ FEATURES: 'content' }));
    for (const queue of queues) {
      const environment = {
        FEATURES: 'ticket-queue',
        QUEUE_NAME: queue,
        QUEUE_STORE: 'redis',
        QUEUE_TICKETS_PER_MINUTE: '0',
        REDIS_PORT: String(redis.port),
        SHUTDOWN_DRAIN_SECONDS: '0',
      };
      processes.set(`queue-${queue}`, await ServiceProcess.start(environment));
    }
    const routes = pathsOf().map(({ path, backend }) => [path, processes.get(backend.service.name)?.url ?? '']);
    nginx = await Nginx.start(Object.fromEntries(routes) as Record<string, string>);
  });
  afterAll(async () => {
    // A failed start must not leave the others running.
    for (const { service } of processes.values()) await service.end('SIGKILL');
    await redis?.stop();
    await nginx.stop();
  });

  const post = (path: string): Promise<Response> => fetch(`${nginx.url}${path}`, { method: 'POST' });

  it('should route the paths of each queue to its process, and all others to the content service', async () => {
    for (const [index, queue] of queues.entries()) {
      for (let turn = 0; turn <= index; turn++) expect((await post(`/${queue}/get_ticket`)).status).toBe(200);
    }
    for (const [index, queue] of queues.entries()) {
      const letter = queue.charAt(0).toUpperCase();
      const numbers = Array.from({ length: index + 1 }, (_, turn) => `${letter}-00${turn + 1}`);
      const list = await (await fetch(`${nginx.url}/${queue}/list_tickets`)).json();
      expect(list).toMatchObject({ queue, tickets: numbers });
      expect(await (await fetch(`${nginx.url}/api/queues/${queue}`)).json()).toMatchObject({
        queue,
        waiting: index + 1,
      });
      for (const page of ['', '/display', '/desk', '/docs', '/openapi.json']) {
        expect([page, (await fetch(`${nginx.url}/${queue}${page}`)).status]).toEqual([page, 200]);
      }
      const html = await (await fetch(`${nginx.url}/${queue}`)).text();
      for (const [, file = ''] of html.matchAll(/(?:href|src)="(\/[^"]*assets[^"]*)"/g)) {
        expect(file).toMatch(new RegExp(`^/${queue}/assets/`));
        expect((await fetch(`${nginx.url}${file}`)).status).toBe(200);
      }
    }
    expect((await fetch(`${nginx.url}/api/events`)).status).toBe(200);
    expect((await fetch(`${nginx.url}/rubis-and-more`)).status).toBe(404);
  });

  it('should find a ticket of any queue by its token', async () => {
    for (const queue of queues) {
      const { token } = (await (await post(`/api/queues/${queue}/tickets`)).json()) as { token: string };
      const found = await fetch(`${nginx.url}/api/tickets/${token}`);
      expect([found.status, await found.json()]).toEqual([200, expect.objectContaining({ queue, token })]);
    }
  });

  it('should forward events as they happen', async () => {
    const controller = new AbortController();
    const stream = await fetch(`${nginx.url}/api/queues/rubis/events`, { signal: controller.signal });
    let received = '';
    const reading = (async () => {
      for await (const chunk of stream.body ?? []) received += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    await eventually(() => {
      expect(received).toContain('event: state');
    });
    const { number } = (await (await post('/api/queues/rubis/tickets')).json()) as { number: string };
    await eventually(() => {
      expect(received).toMatch(new RegExp(`event: issue\\ndata: .*"number":"${number}"`));
    });
    controller.abort();
    await reading;
  });

  it('should keep a queue available when the process of another dies', async () => {
    await processes.get('queue-diamant')?.service.end('SIGKILL');
    expect((await fetch(`${nginx.url}/diamant/list_tickets`)).status).toBe(502);
    for (const queue of queues.filter((name) => name !== 'diamant')) {
      expect((await post(`/${queue}/get_ticket`)).status).toBe(200);
    }
    processes.delete('queue-diamant');
  });
});
