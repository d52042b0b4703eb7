import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { effects } from '../../test/given-finding.ts';
import { eventually } from '../../test/eventually.ts';
import { freePort } from '../../test/free-port.ts';
import { SecurityLogSqlite } from '../../test/security-log-media.ts';
import type { QueuedBatch } from '../line-queue/line-queue.ts';
import type { SecurityLogStores } from '../stores/create-stores.ts';
import { Appender } from './appender.ts';
import { LineBuffer } from './line-buffer.ts';
import { SyslogFrames } from './syslog-frames.ts';
import { SyslogSource } from './syslog.source.ts';

const OLD = '<38>Nov 22 05:10:37 web sshd[71]: Failed password for root from 192.0.2.7 port 4711 ssh2';
const NEW = '<38>1 2026-11-22T05:10:37.123Z web sshd 71 - - Failed password for root from 192.0.2.8 port 4711 ssh2';

describe(SyslogSource.name, () => {
  const medium = new SecurityLogSqlite();
  let stores: SecurityLogStores;
  let appender: Appender;
  let source: SyslogSource;
  let dropped: number;

  beforeEach(async () => {
    await medium.start();
    await medium.clear();
    stores = medium.open();
    dropped = 0;
    appender = new Appender(stores.queue, pino({ level: 'silent' }), () => undefined);
    const buffer = new LineBuffer(appender, 'syslog', Date.now);
    const onDropped = (lines: number): void => void (dropped += lines);
    source = new SyslogSource({ protocols: 'both', host: '127.0.0.1', port: 0, buffer, onDropped });
    await source.start();
  });
  afterEach(async () => {
    appender.stop();
    await source.stop();
    await stores.queue.close();
    await medium.stop();
  });

  async function received(count: number): Promise<readonly QueuedBatch[]> {
    const all: QueuedBatch[] = [];
    await eventually(async () => {
      const batches = await stores.queue.read(100_000, AbortSignal.timeout(300));
      all.push(...batches);
      await stores.queue.commit(batches, effects());
      expect(all.flatMap(({ lines }) => lines).filter((line) => line !== 'late').length).toBeGreaterThanOrEqual(count);
    }, 40_000);
    return all;
  }

  async function opened(): Promise<Socket> {
    const socket = connect(source.port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  it('should receive messages over TCP, by newlines and by octet counting, in any pieces', async () => {
    const socket = await opened();
    const counted = `${OLD}\n2nd part é`;
    const stream = Buffer.from(
      `${OLD}\r\n${NEW}\n${Buffer.byteLength(counted)} ${counted}${Buffer.byteLength(NEW)} ${NEW}`,
    );
    for (let at = 0; at < stream.length; at += 7) socket.write(stream.subarray(at, at + 7));
    socket.end(`${OLD} unfinished`);
    const batches = await received(5);
    expect(batches[0]?.origin).toBe('syslog:127.0.0.1');
    expect(batches.flatMap(({ lines }) => lines)).toEqual([OLD, NEW, `${OLD} 2nd part é`, NEW, `${OLD} unfinished`]);
  });

  it('should receive messages over UDP', async () => {
    const sender = createSocket('udp4');
    for (const message of [OLD, `${NEW}\n`]) {
      await new Promise((resolve) => sender.send(message, source.port, '127.0.0.1', resolve));
    }
    const batches = await received(2);
    sender.close();
    expect(batches.flatMap(({ lines }) => lines).sort()).toEqual([NEW, OLD].sort());
  });

  it('should let TCP senders wait and drop what UDP sends while the queue is full, and lose nothing that TCP sent', async () => {
    // The queue holds one megabyte, the buffer eight.
    const socket = await opened();
    const line = `${OLD} ${'x'.repeat(60_000)}`;
    for (let number = 0; number < 250; number++) socket.write(`${line} ${number}\n`);
    socket.end();
    const sender = createSocket('udp4');
    await eventually(async () => {
      await new Promise((resolve) => sender.send('late', source.port, '127.0.0.1', resolve));
      expect(dropped).toBeGreaterThan(0);
    });
    sender.close();
    const numbers = (await received(250)).flatMap(({ lines }) => lines).flatMap((text) => /\d+$/.exec(text) ?? []);
    expect(numbers.filter((text) => Number(text) < 250).map(Number)).toEqual(
      Array.from({ length: 250 }, (_, at) => at),
    );
  }, 60_000);

  it('should fail to start on a port that is in use', async () => {
    const options = { buffer: new LineBuffer(appender, 'syslog', Date.now), onDropped: () => undefined };
    const second = new SyslogSource({ protocols: 'tcp', host: '127.0.0.1', port: source.port, ...options });
    await expect(second.start()).rejects.toThrow('SECURITY_LOG_SYSLOG_PORT cannot be listened on (EADDRINUSE)');
    expect(await freePort()).toBeGreaterThan(0);
  });
});

describe(SyslogFrames.name, () => {
  const push = (...parts: string[]): string[] => {
    const frames = new SyslogFrames();
    return [...parts.flatMap((part) => frames.push(Buffer.from(part))), ...frames.end()];
  };

  it('should drop the end of a message that is too long, and go on with the next', () => {
    const long = `<1>${'x'.repeat(400_000)}`;
    const forged = 'Failed password for root from 192.0.2.1';
    for (const sent of [`${long}${forged}\n<1>next\n`, `${long.length + forged.length} ${long}${forged}8 <1>next\n`]) {
      const messages = push(...(sent.match(/[^]{1,65536}/g) ?? []));
      expect(messages).toEqual([expect.stringMatching(/^<1>x+$/), '<1>next']);
    }
  });

  it.each([
    ['12 is no length\n<1>a\n', ['12 is no length', '<1>a']],
    ['99999999999 <1>a\n', ['99999999999 <1>a']],
    ['0 <1>a\n', ['<1>a']],
    ['\n\n<1>a\n\n', ['<1>a']],
    ['123', ['123']],
    ['5 <1>a', ['<1>a'].slice(1)],
    ['7\n<1>a\n', ['7', '<1>a']],
  ])('should read %j', (sent, messages) => {
    expect(push(sent)).toEqual(messages);
    expect(push(...sent)).toEqual(messages);
  });
});
