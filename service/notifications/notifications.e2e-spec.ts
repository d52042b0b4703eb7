import type { ServerResponse } from 'node:http';
import { Global, Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import { METRICS_REGISTRY } from '../metrics/metrics.tokens.ts';
import { eventually } from '../test/eventually.ts';
import { runCommand } from '../test/run-command.ts';
import { NotificationsModule } from './notifications.module.ts';
import { NOTIFIER } from './notifier.ts';
import type { Notifier } from './notifier.ts';
import {
  counts,
  file,
  log,
  logger,
  mailOf,
  mattermost,
  never,
  NOTIFICATION,
  NOW,
  notifier,
  registry,
  setUpNotifications,
  start,
  webhook,
} from '../test/notifications.ts';

setUpNotifications();

describe('close', () => {
  it('should send queued messages, and accept no more', async () => {
    const sender = await mattermost();
    for (const subject of ['1', '2', '3']) sender.send({ subject, blocks: [] });
    await sender.close();
    expect(await counts()).toEqual({ 'mattermost sent': 3 });
    sender.send(NOTIFICATION);
    expect(await counts()).toEqual({ 'mattermost sent': 3, 'mattermost dropped': 1 });
  });

  it('should drop messages that arrive while it sends queued ones', async () => {
    let answer: ServerResponse | undefined;
    webhook.answers.push((response) => (answer = response));
    const sender = await mattermost();
    for (const subject of ['1', '2']) sender.send({ subject, blocks: [] });
    await eventually(() => expect(answer).toBeDefined());
    const closed = sender.close();
    sender.send({ subject: 'late', blocks: [] });
    expect(await counts()).toEqual({ 'mattermost dropped': 1 });
    expect(log).toEqual([expect.objectContaining({ subject: 'late', reason: 'the process is shutting down' })]);
    answer?.end();
    await closed;
    expect(await counts()).toEqual({ 'mattermost sent': 2, 'mattermost dropped': 1 });
    expect(webhook.posts.map(({ text }) => text)).toEqual(['#### 1', '#### 2']);
  });

  it('should drop messages not sent in time', async () => {
    webhook.answers.push(never);
    let end = (): void => undefined;
    const bound = new Promise<void>((resolve) => (end = resolve));
    const sender = await start({ NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: file }, bound);
    for (const subject of ['1', '2', '3']) sender.send({ subject, blocks: [] });
    await eventually(() => expect(webhook.posts).toHaveLength(1));
    const closed = sender.close();
    expect(await counts()).toEqual({});
    end();
    await closed;
    expect(await counts()).toEqual({ 'mattermost dropped': 3 });
    expect(webhook.posts).toHaveLength(1);
    expect(log.map(({ subject, reason }) => [subject, reason])).toEqual(
      ['1', '2', '3'].map((subject) => [subject, 'the process is shutting down']),
    );
  });
});

describe('the configured channels', () => {
  it('should send, register and load nothing if nothing is configured', async () => {
    (await start({})).send(NOTIFICATION);
    await notifier?.close();
    expect(await registry.metrics()).toBe('\n');
    const program = `import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => (/nodemailer|channel/.test(name) && console.log(name), next(name, context)) });
      const { createNotifier } = await import('./service/notifications/create-notifier.ts');
      const { readSettings } = await import('./service/config/settings.ts');
      const { notificationSettings } = await import('./service/notifications/notifications.config.ts');
      const { Registry } = await import('prom-client');
      const notifier = await createNotifier(readSettings([notificationSettings], process.env), { registry: new Registry() });
      notifier.send({ subject: 's', blocks: [] });
      await notifier.close();`;
    const run = (env: NodeJS.ProcessEnv) =>
      runCommand(process.execPath, ['--input-type=module', '--eval', program], { cwd: process.cwd(), env });
    expect(await run({})).toMatchObject({ code: 0, stdout: '' });
    expect((await run({ NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: file })).stdout).toBe('./mattermost.channel.ts\n');
  });

  it.each([
    [{ NOTIFICATIONS_SMTP_HOST: 'mail.example.org' }, 'NOTIFICATIONS_SMTP_HOST, NOTIFICATIONS_MAIL_FROM and'],
    [
      { ...mailOf(25), NOTIFICATIONS_SMTP_USERNAME: 'u' },
      'NOTIFICATIONS_SMTP_USERNAME and NOTIFICATIONS_SMTP_PASSWORD_FILE',
    ],
    [
      {
        ...mailOf(25),
        NOTIFICATIONS_SMTP_HOST: 'mail.example.org',
        NOTIFICATIONS_SMTP_USERNAME: 'u',
        NOTIFICATIONS_SMTP_PASSWORD_FILE: file,
      },
      'NOTIFICATIONS_SMTP_TLS must not be off',
    ],
    [
      { NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: '/nowhere' },
      'NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE cannot be read: ENOENT',
    ],
    [
      { NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: 'LICENSE' },
      'NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE must contain an https URL',
    ],
  ])('should fail to start with %j', async (environment, message) => {
    await expect(start(environment)).rejects.toThrow(ConfigurationError);
    await expect(start(environment)).rejects.toThrow(message);
  });
});

/** Two features that send notifications. */
@Injectable()
class Teller {
  constructor(@Inject(NOTIFIER) readonly notifier: Notifier) {}
}

describe(NotificationsModule, () => {
  it('should be shared by features, count in the registry of the process, and close with it', async () => {
    @Global()
    @Module({
      providers: [
        { provide: LOGGER, useFactory: logger },
        { provide: CLOCK, useValue: () => NOW },
        { provide: METRICS_REGISTRY, useFactory: () => registry },
      ],
      exports: [LOGGER, CLOCK, METRICS_REGISTRY],
    })
    class ProcessModule {}
    @Module({})
    class FirstModule {}
    @Module({})
    class SecondModule {}
    const config = readConfiguration({ NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: file });
    const features = [FirstModule, SecondModule].map((module) => ({
      module,
      imports: [NotificationsModule.with(config)],
      providers: [Teller],
    }));
    const app = await Test.createTestingModule({ imports: [ProcessModule, ...features] }).compile();
    await app.init();
    const [first, second] = app.get(Teller, { each: true, strict: false }).map((teller) => teller.notifier);
    expect(second).toBeDefined();
    expect(first).toBe(second);
    first?.send(NOTIFICATION);
    await app.close();
    expect(await counts()).toEqual({ 'mattermost sent': 1 });
  });
});
