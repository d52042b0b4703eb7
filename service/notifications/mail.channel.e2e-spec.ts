import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../configuration.ts';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import { selfSigned } from '../test/self-signed.ts';
import { SmtpSink } from '../test/smtp-sink.ts';
import { createNotifier } from './create-notifier.ts';
import {
  counted,
  counts,
  file,
  log,
  logger,
  mailOf,
  NOTIFICATION,
  NOW,
  pauses,
  registry,
  resetCounts,
  setUpNotifications,
  start,
} from '../test/notifications.ts';

setUpNotifications();

describe('mail', () => {
  it('should send plain text and HTML to all recipients', async () => {
    const smtp = await SmtpSink.start();
    (await start(mailOf(smtp.port))).send(NOTIFICATION);
    await counted({ 'mail sent': 1 });
    await smtp.stop();
    const [mail] = smtp.mails;
    expect(mail).toMatchObject({ from: 'kiosque@example.org', to: ['one@example.org', 'two@example.org'] });
    expect(mail?.head).toEqual(
      expect.arrayContaining([
        'Subject: Report',
        'Auto-Submitted: auto-generated',
        'To: one@example.org, two@example.org',
      ]),
    );
    expect(mail?.parts['text/plain']?.trimEnd()).toBe('One finding\r\n\r\n- 203.0.113.7');
    expect(mail?.parts['text/html']).toContain('<p>One finding</p>\r\n<ul>\r\n<li>203.0.113.7</li>\r\n</ul>');
  });

  it('should send hostile texts as plain text', async () => {
    const smtp = await SmtpSink.start();
    const text = 'x\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>\r\n.\r\nQUIT';
    const long = 'é'.repeat(100_000);
    const sender = await start(mailOf(smtp.port));
    sender.send({ subject: text, blocks: [text, { text: 'go', url: 'javascript:alert(1)' }] });
    sender.send({ subject: long, blocks: Array.from({ length: 1000 }, () => long) });
    await counted({ 'mail sent': 2 });
    await smtp.stop();
    const [mail, large] = smtp.mails;
    expect(mail?.to).toEqual(['one@example.org', 'two@example.org']);
    expect(mail?.head.filter((line) => /^(?:bcc|subject):/i.test(line))).toEqual([
      'Subject: x Bcc: victim@example.org <script>alert(1)</script> . QUIT',
    ]);
    const shown = 'x Bcc: victim@example.org <script>alert(1)</script> . QUIT';
    expect(mail?.parts['text/plain']?.trimEnd()).toBe(`${shown}\r\n\r\ngo`);
    expect(mail?.parts['text/html']).not.toMatch(/<script|javascript:/);
    expect(large?.parts['text/plain']).toMatch(/^é{999}…\r?\n[^]*… [89]\d\d more lines were omitted/);
  });

  it.each([
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org>\r\nRCPT TO:<b@example.org',
    'Name <a@example.org>',
    'a@b@c',
    'a',
  ])('should not start with the address %j', (address) => {
    for (const name of ['NOTIFICATIONS_MAIL_FROM', 'NOTIFICATIONS_MAIL_TO'])
      expect(() => readConfiguration({ [name]: address })).toThrow(
        new RegExp(`^${name} must be [^\\n]*example.org[^\\n]*$`),
      );
  });

  it('should not send mail to an injected recipient', async () => {
    const smtp = await SmtpSink.start();
    const config = {
      ...readConfiguration(mailOf(smtp.port)),
      NOTIFICATIONS_MAIL_TO: ['a@example.org\r\nBcc: b@example.org'],
    };
    const sender = await createNotifier(config, {
      logger: logger(),
      registry,
      now: () => NOW,
      pause: () => Promise.resolve(),
    });
    sender.send(NOTIFICATION);
    await eventually(async () => expect(Object.keys(await counts())).toHaveLength(1));
    await smtp.stop();
    for (const { to, head } of smtp.mails) {
      expect(to).not.toContain('b@example.org');
      expect(head.filter((line) => /^bcc:/i.test(line))).toEqual([]);
    }
  });

  it('should retry after a 4xx reply with the same Message-ID, but not after a 5xx one', async () => {
    const replies = [451, 0, 550];
    const smtp = await SmtpSink.start({
      onMailFrom: (_, __, done) => {
        const responseCode = replies.shift() ?? 0;
        done(responseCode === 0 ? null : Object.assign(new Error('secret-reply'), { responseCode }));
      },
    });
    const sender = await start(mailOf(smtp.port));
    sender.send(NOTIFICATION);
    await counted({ 'mail sent': 1 });
    expect(pauses).toHaveLength(1);
    sender.send(NOTIFICATION);
    await counted({ 'mail sent': 1, 'mail failed': 1 });
    await smtp.stop();
    expect(replies).toEqual([]);
    expect(log.at(-1)).toMatchObject({ reason: 'the mail server failed with EENVELOPE 550' });
    expect(JSON.stringify(log)).not.toContain('secret-reply');
  });

  it('should fail if the server is down, and time out if it is slow', async () => {
    (await start({ ...mailOf(await freePort()), NOTIFICATIONS_ATTEMPTS: '2' })).send(NOTIFICATION);
    await counted({ 'mail failed': 1 });
    expect(log.at(-1)?.['reason']).toMatch(/^the mail server failed with \w+ 0$/);

    resetCounts();
    let connections = 0;
    const smtp = await SmtpSink.start({ onConnect: () => (connections += 1) });
    const settings = { NOTIFICATIONS_ATTEMPTS: '2', NOTIFICATIONS_TIMEOUT_SECONDS: '0.2' };
    (await start({ ...mailOf(smtp.port), ...settings })).send(NOTIFICATION);
    await counted({ 'mail failed': 1 });
    await smtp.stop();
    expect(connections).toBe(2);
  });

  it('should authenticate over TLS with the current password, and send nothing without TLS', async () => {
    const certificate = selfSigned();
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trusted, readFileSync(certificate.certificate, 'utf8')]);
    const passwords: (string | null | undefined)[] = [];
    const smtp = await SmtpSink.start({
      ...SmtpSink.starttls(certificate),
      onAuth: ({ username, password }, _, done) => {
        passwords.push(password);
        if (password === 'wrong') done(Object.assign(new Error('no'), { responseCode: 535 }));
        else done(null, { user: username ?? '' });
      },
    });
    writeFileSync(file, 'first\n');
    const login = {
      ...mailOf(smtp.port),
      NOTIFICATIONS_SMTP_TLS: 'starttls',
      NOTIFICATIONS_SMTP_USERNAME: 'kiosque',
      NOTIFICATIONS_SMTP_PASSWORD_FILE: file,
    };
    const sender = await start(login);
    sender.send(NOTIFICATION);
    await counted({ 'mail sent': 1 });
    writeFileSync(file, 'wrong');
    sender.send(NOTIFICATION);
    await counted({ 'mail sent': 1, 'mail failed': 1 });
    writeFileSync(file, 'second');
    sender.send(NOTIFICATION);
    await counted({ 'mail sent': 2, 'mail failed': 1 });
    expect(passwords).toEqual(['first', 'wrong', 'second']);
    expect(smtp.mails.map(({ secure, user }) => [secure, user])).toEqual([
      [true, 'kiosque'],
      [true, 'kiosque'],
    ]);
    expect(JSON.stringify(log)).not.toMatch(/wrong|second/);

    tls.setDefaultCACertificates(trusted);
    resetCounts();
    (await start({ ...login, NOTIFICATIONS_ATTEMPTS: '1' })).send(NOTIFICATION);
    await counted({ 'mail failed': 1 });
    await smtp.stop();
    expect(passwords).toHaveLength(3);
    const plain = await SmtpSink.start();
    resetCounts();
    (await start({ ...login, NOTIFICATIONS_SMTP_PORT: String(plain.port), NOTIFICATIONS_ATTEMPTS: '1' })).send(
      NOTIFICATION,
    );
    await counted({ 'mail failed': 1 });
    await plain.stop();
    expect(plain.mails).toEqual([]);
    rmSync(certificate.directory, { recursive: true });
  });
});
