import { rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import {
  counted,
  counts,
  file,
  log,
  mattermost,
  never,
  NOTIFICATION,
  pauses,
  registry,
  setUpNotifications,
  status,
  webhook,
} from '../test/notifications.ts';

setUpNotifications();

describe('Mattermost', () => {
  it('should post Markdown, and count it', async () => {
    (await mattermost()).send(NOTIFICATION);
    await counted({ 'mattermost sent': 1 });
    const text = '#### Report\n\nOne finding\n\n- 203\\.0\\.113\\.7';
    expect(webhook.posts).toEqual([{ path: '/hooks/first', type: 'application/json', text }]);
    expect(await registry.metrics()).toContain('kiosque_notifications_total{channel="mattermost",outcome="dropped"} 0');
  });

  it('should post hostile texts without mentions or markup', async () => {
    const text = '@all\r\n# <!here> [x](javascript:alert(1))';
    (await mattermost()).send({ subject: text, blocks: [text, { text, url: 'javascript:alert(1)' }] });
    await counted({ 'mattermost sent': 1 });
    const harmless = '@\u200ball \\# &lt;\\!here&gt; \\[x\\]\\(javascript&#58;alert\\(1\\)\\)';
    expect(webhook.posts[0]?.text).toBe(`#### ${harmless}\n\n${harmless}\n\n${harmless}`);
  });

  it('should retry after 5xx with growing delays, and post once', async () => {
    webhook.answers.push(status(500), status(503), (response) => response.destroy());
    (await mattermost()).send(NOTIFICATION);
    await counted({ 'mattermost sent': 1 });
    expect(webhook.posts).toHaveLength(4);
    expect(pauses).toHaveLength(3);
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(1000 * 2 ** index);
      expect(pause).toBeLessThan(1500 * 2 ** index);
    }
  });

  it.each([
    ['42', 42_000],
    ['Mon, 04 May 2026 10:00:30 GMT', 30_000],
    ['86400', 300_000],
  ])('should wait as long as 429 with Retry-After: %s requests, and at most five minutes', async (after, ms) => {
    webhook.answers.push(status(429, { 'Retry-After': after }));
    (await mattermost()).send(NOTIFICATION);
    await counted({ 'mattermost sent': 1 });
    expect(pauses).toEqual([ms]);
  });

  it.each(['soon', '-5', 'Mon, 04 May 2026 09:00:00 GMT'])('should ignore Retry-After: %s', async (after) => {
    webhook.answers.push(status(429, { 'Retry-After': after }));
    (await mattermost()).send(NOTIFICATION);
    await counted({ 'mattermost sent': 1 });
    expect(pauses).toEqual([expect.closeTo(1250, -3)]);
    expect(pauses[0]).toBeGreaterThanOrEqual(1000);
  });

  it.each([400, 403, 404, 302])('should not retry after %i, or log a secret', async (code) => {
    webhook.answers.push(status(code, { Location: webhook.url('elsewhere') }));
    (await mattermost()).send(NOTIFICATION);
    await counted({ 'mattermost failed': 1 });
    expect(webhook.posts).toHaveLength(1);
    const facts = { channel: 'mattermost', subject: 'Report', reason: `Mattermost returned ${code}` };
    expect(log).toEqual([expect.objectContaining({ level: 50, msg: 'notification failed', ...facts })]);
    expect(JSON.stringify(log)).not.toContain('hooks');
  });

  it('should fail after its attempts if the server is down', async () => {
    writeFileSync(file, `http://127.0.0.1:${await freePort()}/hooks/down`);
    (await mattermost({ NOTIFICATIONS_ATTEMPTS: '3' })).send(NOTIFICATION);
    await counted({ 'mattermost failed': 1 });
    expect(pauses).toHaveLength(2);
    expect(log).toEqual([expect.objectContaining({ reason: 'Mattermost cannot be reached: ECONNREFUSED' })]);
    expect(JSON.stringify(log)).not.toContain('hooks');
  });

  it('should time out if the server is too slow', async () => {
    webhook.answers.push(never, (response) => response.writeHead(500).write('begun'));
    (await mattermost({ NOTIFICATIONS_TIMEOUT_SECONDS: '0.2', NOTIFICATIONS_ATTEMPTS: '3' })).send(NOTIFICATION);
    await counted({ 'mattermost sent': 1 });
    expect(webhook.posts).toHaveLength(3);
  });

  it('should drop messages when the queue is full, log and count them, and send the others in order', async () => {
    let answer: ServerResponse | undefined;
    webhook.answers.push((response) => (answer = response));
    const sender = await mattermost({ NOTIFICATIONS_QUEUE_LENGTH: '2' });
    const send = (subject: string) => sender.send({ subject, blocks: [] });
    send('1');
    await eventually(() => expect(answer).toBeDefined());
    for (const subject of ['2', '3', '4\r\nforged', '5']) send(subject);
    expect(await counts()).toEqual({ 'mattermost dropped': 2 });
    const reason = 'the queue is full (NOTIFICATIONS_QUEUE_LENGTH)';
    expect(log).toEqual(['4 forged', '5'].map((subject) => expect.objectContaining({ subject, reason })));
    answer?.end();
    await counted({ 'mattermost dropped': 2, 'mattermost sent': 3 });
    expect(webhook.posts.map(({ text }) => text)).toEqual(['#### 1', '#### 2', '#### 3']);
  });

  it('should use the current webhook of the file, and the last one while it cannot be read', async () => {
    const sender = await mattermost();
    const sendAs = async (content: string | undefined, sent: number) => {
      if (content === undefined) rmSync(file);
      else writeFileSync(file, content);
      sender.send(NOTIFICATION);
      await counted({ 'mattermost sent': sent });
    };
    await sendAs(`${webhook.url('second')}\n`, 1);
    await sendAs(undefined, 2);
    await sendAs('http://secret@elsewhere.example/', 3);
    await sendAs(webhook.url('third'), 4);
    expect(webhook.posts.map(({ path }) => path.slice(7))).toEqual(['second', 'second', 'second', 'third']);
    expect(JSON.stringify(log)).not.toMatch(/hooks|elsewhere/);
    expect(log.filter(({ level }) => level === 50)).toHaveLength(2);
  });
});
