import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../events/log-event.ts';
import type { ActorRecord, Finding } from '../findings/finding.ts';
import { actorKeys, analyse } from './analyser.ts';
import type { AnalysedLine } from './analysis.ts';
import { httpEvent as request, loginEvent } from '../../test/log-events.ts';

const DAY = Date.UTC(2027, 1, 1);

function lines(events: readonly LogEvent[]): readonly AnalysedLine[] {
  return events.map((event, at) => ({
    event,
    origin: 'file:/var/log/x.log',
    line: `line ${String(at)}`,
    collected: DAY,
  }));
}

/** Analyses lines in parts, as a worker does that stores the records between them. */
function inParts(all: readonly AnalysedLine[], size: number): readonly Finding[] {
  const records = new Map<string, ActorRecord>();
  const findings = new Map<string, Finding>();
  for (let at = 0; at < all.length; at += size) {
    const part = all.slice(at, at + size);
    const loaded = actorKeys(part).flatMap((key) => records.get(key) ?? []);
    const result = analyse(part, loaded);
    for (const record of result.actors) records.set(record.key, { ...record, version: record.version + 1 });
    for (const finding of result.findings) findings.set(finding.id, finding);
  }
  return [...findings.values()];
}

const MIXED = lines([
  ...Array.from({ length: 5 }, (_, at) =>
    loginEvent({ time: DAY + at * 20_000, client: '192.0.2.1', user: `new${String(at)}`, outcome: 'invalid-user' }),
  ),
  ...Array.from({ length: 12 }, (_, at) =>
    loginEvent({ time: DAY + at * 20_000, client: '192.0.2.1', user: `u${String(at % 4)}` }),
  ),
  loginEvent({ time: DAY + 300_000, client: '192.0.2.1', user: 'u1', outcome: 'accepted' }),
  ...Array.from({ length: 40 }, (_, at) =>
    request({ time: DAY + at * 1000, client: '203.0.113.9', url: `/missing-${String(at)}`, status: 404 }),
  ),
  ...Array.from({ length: 6 }, (_, at) =>
    request({ time: DAY + at * 1000, client: '2001:db8:0:1::7', url: `/?id=${String(at)}'+or+'a'='a`, status: 500 }),
  ),
  request({ time: DAY, client: '198.51.100.4', url: '/.env', status: 200, bytes: 900 }),
]);

describe('analyse', () => {
  it('should give the same findings, whatever lines are analysed together', () => {
    const byId = (list: readonly Finding[]): readonly Finding[] =>
      [...list].sort((left, right) => (left.id < right.id ? -1 : 1));
    const whole = byId(analyse(MIXED, []).findings);
    expect(whole.length).toBe(5);
    for (const size of [1, 3, 7, 50]) expect(byId(inParts(MIXED, size))).toEqual(whole);
  });

  it('should give the same ids when a batch is analysed again', () => {
    expect(analyse(MIXED, [])).toEqual(analyse(MIXED, []));
  });

  it('should need the records of addresses, networks and accounts', () => {
    const keys = actorKeys(
      lines([
        request({ client: '2001:db8:0:1::7' }),
        request({ client: undefined }),
        loginEvent({ client: '192.0.2.1', user: 'ada' }),
        { kind: 'other', time: DAY, client: undefined, count: 1, target: undefined },
      ]),
    );
    expect(keys).toEqual(['address:2001:db8:0:1::/64', 'origin:file:/var/log/x.log', 'address:192.0.2.1', 'user:ada']);
    expect(
      analyse(MIXED, [])
        .actors.map(({ key }) => key)
        .sort(),
    ).toEqual([...actorKeys(MIXED)].sort());
  });

  it('should store and report no secrets', () => {
    const event = request({ url: '/.env?password=hunter22', status: 404 });
    const line = 'GET /.env?password=hunter22';
    const result = analyse([{ event, origin: 'file:/log', line, collected: DAY }], []);
    expect(result.findings).toMatchObject([{ evidence: [{ line: 'GET /.env?password=…' }] }]);
    expect(JSON.stringify(result)).not.toContain('hunter22');
    const hidden = analyse([{ event: loginEvent({}), origin: 'file:/log', line, collected: DAY }], []);
    expect(hidden.findings).toEqual([]);
    expect(JSON.stringify(hidden)).not.toContain('hunter22');
  });

  it('should use the time of collection for a time that is far ahead', () => {
    const { findings, actors } = analyse(lines([request({ time: DAY + 9e11, url: '/.env', status: 404 })]), []);
    expect(findings).toMatchObject([{ first: DAY, last: DAY }]);
    expect(actors).toMatchObject([{ last: DAY, version: 0 }]);
  });
});
