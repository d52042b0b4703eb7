import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';

describe('GET /changes', () => {
  it('should send the state of every collection, then each change, and end with an event', async () => {
    const streaming = await TestApp.start({
      files: { 'faq.json': JSON.stringify({ questions: [{ q: 'Comment déployer ?', a: 'Via *GitHub Actions*' }] }) },
    });
    await streaming.refresh();
    const response = await fetch(`${streaming.url}/changes`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'x-accel-buffering': 'no',
    });
    let received = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) received += Buffer.from(chunk as Uint8Array).toString();
    })();
    const told = (): number => received.split('\n\n').filter((event) => event.startsWith('event: content')).length;
    await eventually(() => {
      expect(told()).toBe(3);
    });
    // Read again at once, because the directory is watched.
    await streaming.write('faq.json', JSON.stringify([]));
    await eventually(() => {
      expect(told()).toBe(4);
    }, 5000);
    await streaming.close();
    await reading;
    expect(received).toContain('retry: 3000');
    expect(received.trim().endsWith('event: closing\ndata: {}')).toBe(true);
  });
});

describe('stale content', () => {
  it('should be reported from the first event on, and on pages rendered before', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const app = await TestApp.start({ files: { 'faq.json': '[{"q": "a", "a": "b"}]' }, now: () => now });
    await app.refresh();
    expect((await app.get('/faq')).text).not.toContain('class="notice"');
    now += 3_600_000;
    expect((await app.get('/faq')).text).toContain('class="notice"');
    const controller = new AbortController();
    const { body } = await fetch(`${app.url}/changes`, { signal: controller.signal });
    const { value } = (await body?.getReader().read()) ?? {};
    expect(Buffer.from(value ?? []).toString()).toMatch(/"collection":"faq","version":"[^"]+","stale":true/);
    controller.abort();
    await app.close();
  });
});

describe('the number of streams per client', () => {
  let app: TestApp;
  const streams: AbortController[] = [];
  /** Opens a stream, and leaves it open. */
  const open = async (): Promise<Response> => {
    const controller = new AbortController();
    streams.push(controller);
    return await fetch(`${app.url}/changes`, { signal: controller.signal });
  };
  beforeAll(async () => {
    app = await TestApp.start({ environment: { MAX_EVENT_STREAMS_PER_ADDRESS: '1' } });
  });
  afterAll(async () => {
    for (const stream of streams) stream.abort();
    await app.close();
  });

  it('should be limited until one of them ends', async () => {
    expect((await open()).status).toBe(200);
    const refused = await open();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await app.metrics()).toContain('kiosque_limits_reached_total{limit="event-streams-per-address"} 1');
    streams[0]?.abort();
    // HEAD takes a place as GET does, and gives it back at once.
    await eventually(async () => {
      expect((await app.get('/changes', {}, 'HEAD')).status).toBe(200);
    }, 2000);
    expect((await open()).status).toBe(200);
  });
});
