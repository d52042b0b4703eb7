import { TrialKey } from '../access/trial-key.ts';

/** API key of these requests. */
export const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Requests by route: path, headers, expected status and body. */
export type Requests = Readonly<
  Record<string, readonly [path: string, headers: Record<string, string>, status: number, body?: object][]>
>;

/** For each safe route of the description: a request for every status that a client can cause. */
export const REQUESTS: Requests = {
  '/api': [
    ['/api', {}, 200],
    ['/api', { 'if-none-match': '*' }, 304],
    ['/api?x=1', {}, 400],
    ['/api', { accept: 'image/png' }, 406],
  ],
  '/api/{collection}': [
    ['/api/events', {}, 200],
    ['/api/events.yaml?limit=1', {}, 200],
    ['/api/events', { 'if-none-match': '*' }, 304],
    ['/api/events?limit=x', {}, 400],
    ['/api/nothing', {}, 404],
    ['/api/events', { accept: 'image/png' }, 406],
    [`/api/events?q=${'x'.repeat(5000)}`, {}, 414],
  ],
  '/api/{collection}/{id}': [
    ['/api/events/1', {}, 200],
    ['/api/events/1', { 'if-none-match': '*' }, 304],
    ['/api/events/1?x=1', {}, 400],
    ['/api/events/none', {}, 404],
    ['/api/events/1', { accept: 'image/png' }, 406],
  ],
  '/changes': [],
  '/': [
    ['/', {}, 200],
    ['/', { 'if-none-match': '*' }, 304],
  ],
  '/{collection}': [
    ['/events', {}, 200],
    ['/events?page=x', {}, 400],
    ['/events?page=9', {}, 404],
    ['/nothing', {}, 404],
  ],
  '/{collection}/{id}': [
    ['/events/1', {}, 200],
    ['/events/none', {}, 404],
  ],
  '/assets/{file}': [
    ['/assets/style.css', {}, 200],
    ['/assets/live.js', {}, 200],
    ['/assets/none', {}, 404],
  ],
  '/docs': [
    ['/docs', {}, 200],
    ['/docs', { 'if-none-match': '*' }, 304],
  ],
  '/docs/{file}': [
    ['/docs/swagger-ui.css', {}, 200],
    ['/docs/init.js', {}, 200],
    ['/docs/none', {}, 404],
  ],
  '/openapi.json': [['/openapi.json', {}, 200]],
  '/openapi.yaml': [['/openapi.yaml', {}, 200]],
  '/healthz': [['/healthz', {}, 200]],
  '/readyz': [['/readyz', {}, 200]],
  '/startupz': [['/startupz', {}, 200]],
  '/api/queues/{queue}': [
    ['/api/queues/rubis', {}, 200],
    ['/api/queues/other', {}, 404],
  ],
  '/api/queues/{queue}/tickets': [
    ['/api/queues/rubis/tickets', {}, 200],
    ['/api/queues/rubis/tickets?limit=0', {}, 400],
    ['/api/queues/rubis/tickets', { authorization: 'Bearer nobody-has-this-one' }, 401],
    ['/api/queues/other/tickets', {}, 404],
  ],
  '/api/queues/{queue}/statistics': [
    ['/api/queues/rubis/statistics', desk, 200],
    ['/api/queues/rubis/statistics', {}, 401],
  ],
  '/api/queues/{queue}/events': [],
  '/api/queues/{queue}/tickets/{token}': [
    ['/api/queues/rubis/tickets/<token>', {}, 200],
    ['/api/queues/rubis/tickets/none', {}, 404],
  ],
  '/api/tickets/{token}': [
    ['/api/tickets/<token>', {}, 200],
    ['/api/tickets/none', {}, 404],
    ['/api/tickets/saphir.x', {}, 308],
  ],
  '/rubis': [['/rubis', {}, 200]],
  '/rubis/tickets/{token}': [
    ['/rubis/tickets/<token>', {}, 200],
    ['/rubis/tickets/none', {}, 404],
  ],
  '/rubis/kiosk': [['/rubis/kiosk', {}, 200]],
  '/rubis/display': [['/rubis/display', {}, 200]],
  '/rubis/desk': [
    ['/rubis/desk', desk, 200],
    ['/rubis/desk', {}, 302],
    ['/rubis/desk', { authorization: 'Bearer nobody-has-this-one' }, 401],
  ],
  '/rubis/supervisor': [
    ['/rubis/supervisor', desk, 200],
    ['/rubis/supervisor', {}, 302],
  ],
  '/rubis/docs': [['/rubis/docs', {}, 302]],
  '/rubis/get_ticket': [['/rubis/get_ticket', {}, 405]],
  '/rubis/call_ticket': [['/rubis/call_ticket', {}, 405]],
  '/rubis/list_tickets': [['/rubis/list_tickets', {}, 200]],
  '/api/audit': [
    ['/api/audit', desk, 200],
    ['/api/audit?limit=0', desk, 400],
    ['/api/audit', {}, 401],
  ],
  '/sign-in': [
    ['/sign-in', {}, 200],
    ['/sign-in', { authorization: 'Bearer nobody-has-this-one' }, 401],
  ],
  '/sign-in/start': [['/sign-in/start', {}, 404]],
  '/sign-in/callback': [['/sign-in/callback?code=x&state=x', {}, 403]],
  '/operations': [
    ['/operations', desk, 200],
    ['/operations', {}, 302],
  ],
  '/keys': [
    ['/keys', desk, 200],
    ['/keys', {}, 302],
  ],
  '/devices': [
    ['/devices', desk, 200],
    ['/devices', {}, 302],
  ],
  '/pair': [['/pair', {}, 200]],
};

/** The same for unsafe routes. */
export const CHANGES: Requests = {
  '/api/queues/{queue}/tickets': [
    ['/api/queues/rubis/tickets', {}, 201, {}],
    ['/api/queues/rubis/tickets', {}, 400, { priority: 'x' }],
    ['/api/queues/rubis/tickets', {}, 413, { priority: 'x'.repeat(20_000) }],
    ['/api/queues/rubis/tickets', { 'content-type': 'text/csv' }, 415, {}],
    ['/api/queues/other/tickets', {}, 404],
  ],
  '/api/queues/{queue}/calls': [
    ['/api/queues/rubis/calls', desk, 201, { counter: '1' }],
    ['/api/queues/rubis/calls', desk, 400, {}],
    ['/api/queues/rubis/calls', {}, 401, { counter: '1' }],
  ],
  '/api/queues/{queue}/tickets/{token}/{transition}': [
    ['/api/queues/rubis/tickets/<token>/requeue', desk, 200],
    ['/api/queues/rubis/tickets/<token>/complete', desk, 409],
    ['/api/queues/rubis/tickets/<token>/recall', {}, 401],
    ['/api/queues/rubis/tickets/<token>/cancel', {}, 200],
    ['/api/queues/rubis/tickets/<token>/eat', {}, 404],
  ],
  '/rubis/get_ticket': [['/rubis/get_ticket', {}, 200]],
  '/rubis/call_ticket': [
    ['/rubis/call_ticket', desk, 200],
    ['/rubis/call_ticket', {}, 401],
  ],
  '/rubis/take': [['/rubis/take', form, 403]],
  '/rubis/kiosk': [['/rubis/kiosk', form, 403]],
  '/rubis/tickets/{token}/cancel': [
    ['/rubis/tickets/<token>/cancel', form, 409],
    ['/rubis/tickets/none/cancel', form, 404],
  ],
  '/sign-in': [
    ['/sign-in', {}, 303, { key: trial.key }],
    ['/sign-in', form, 403],
  ],
  '/sign-out': [['/sign-out', form, 303]],
  '/keys': [
    ['/keys', desk, 200, { name: 'reception', scopes: ['desk'] }],
    ['/keys', desk, 400, {}],
    ['/keys', form, 401],
  ],
  '/keys/{id}/rotate': [
    ['/keys/none/rotate', desk, 404],
    ['/keys/none/rotate', form, 401],
  ],
  '/keys/{id}/revoke': [
    ['/keys/none/revoke', desk, 404],
    ['/keys/none/revoke', form, 401],
  ],
  '/devices': [
    ['/devices', desk, 400, {}],
    ['/devices', desk, 404, { code: 'WDJBMJHT', name: 'hall' }],
    ['/devices', form, 401],
  ],
  '/devices/check': [
    ['/devices/check', desk, 404, { code: 'WDJBMJHT' }],
    ['/devices/check', form, 401],
  ],
  '/devices/{id}/revoke': [
    ['/devices/none/revoke', desk, 404],
    ['/devices/none/revoke', form, 401],
  ],
  '/pair': [
    ['/pair', {}, 303, { kind: 'display' }],
    ['/pair', form, 400],
  ],
};
