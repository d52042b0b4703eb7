import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TICKET_SECRETS } from '../../ticket-queue/ticket-secrets.ts';
import { createRedact } from './redact.ts';

const redact = createRedact(TICKET_SECRETS);

const token = randomBytes(16).toString('base64url');

describe(createRedact.name, () => {
  it.each([
    [`/api/tickets/rubis.${token}`, '/api/tickets/rubis.<redacted>'],
    [`/api/tickets/rubis%2E${token}/x`, '/api/tickets/rubis.<redacted>/x'],
    ['/api/tickets/rubis.%41bcdefghijklmnopqrstuv', '/api/tickets/rubis.<redacted>'],
    ['/api/ticket/AbcdefghijklmnopqrstuV', '/api/ticket/<redacted>'],
    [`/caf%E9%2Frubis.${token}`, '/caf%E9/rubis.<redacted>'],
    [`/caf%E9%2Fkq_${'a'.repeat(43)}`, '/caf%E9/kq_<redacted>'],
    [`/%252Fkq_${'a'.repeat(43)}`, '//kq_<redacted>'],
    [`/%zz/%6bq_${'a'.repeat(43)}`, '/%zz/kq_<redacted>'],
    [`/api/tickets/rubis%252e${token}`, '/api/tickets/rubis.<redacted>'],
    ['/caf%C3%A9%20noir', '/caf%C3%A9%20noir'],
    ['/news/un-titre-de-22-lettres', '/news/un-titre-de-22-lettres'],
    ['/%zz?rubis.AbcdefghijklmnopqrstuV', '/%zz?rubis.<redacted>'],
    [`/nope?next=/rubis/tickets/rubis.${token}&a=b`, '/nope?next=/rubis/tickets/rubis.<redacted>&a=b'],
    [`https://h/rubis/tickets/rubis.${token}`, 'https://h/rubis/tickets/rubis.<redacted>'],
    [`/x?key=kq_${randomBytes(32).toString('base64url')}`, '/x?key=kq_<redacted>'],
    ['/x?t=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl', '/x?t=eyJ<redacted>'],
    ['/api/events/my.long-title-of-an-event-that-is-longer', '/api/events/my.long-title-of-an-event-that-is-longer'],
    ['/assets/style.css?v=0123456789', '/assets/style.css?v=0123456789'],
  ])('turns %s into %s', (given, expected) => {
    expect(redact(given)).toBe(expected);
  });

  it('knows credentials by itself, and other secrets only when it is told their shape', () => {
    const plain = createRedact([]);
    expect(plain(`/x/kq_${'a'.repeat(40)}`)).toBe('/x/kq_<redacted>');
    expect(plain(`/tickets/rubis.${token}`)).toBe(`/tickets/rubis.${token}`);
    expect(createRedact([/(door-)\d{4}/g])('/door-1234/door-5678')).toBe('/door-<redacted>/door-<redacted>');
  });

  it('takes no longer for long texts made to hurt', () => {
    for (const text of [
      'a-'.repeat(50_000),
      'a.'.repeat(50_000),
      'eyJ'.repeat(30_000),
      `kq_${'x'.repeat(19)}`.repeat(4000),
    ]) {
      const start = performance.now();
      redact(text);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
