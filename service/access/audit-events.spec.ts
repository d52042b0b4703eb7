import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { FEATURES } from '../features.ts';
import { TestApp } from '../test/create-test-app.ts';
import { ACCESS_SCOPES } from './access.scopes.ts';
import { ACCESS_AUDIT_EVENTS } from './access.audit-events.ts';
import { AUDITED } from './audit.ts';
import type { AuditEvent } from './audit-log.ts';

/** A route of the application. */
interface Route {
  /** `TakeController.take` */
  readonly name: string;
  readonly method: RequestMethod;
  /** Events it declares. */
  readonly events: readonly string[];
}

/** GET requests that change something, because protocols or old clients require it. */
const CHANGING_GETS = ['ClassicController.callByGet', 'ClassicController.takeByGet', 'SignInController.callback'];

const catalogue: readonly AuditEvent[] = [
  ...ACCESS_AUDIT_EVENTS,
  ...FEATURES.flatMap<AuditEvent>((feature) => ('auditEvents' in feature ? feature.auditEvents : [])),
];
const names = catalogue.map(({ name }) => name);

describe('The catalogue of audit events', () => {
  let routes: readonly Route[];
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({
      environment: { FEATURES: FEATURES.map(({ name }) => name).join(), QUEUE_NAME: 'rubis' },
    });
    routes = [...app.app.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) => routesOf(metatype as { readonly prototype: object })),
    );
  });
  afterAll(() => app.close());

  it('should name every event once', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { name, description } of catalogue) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(description).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('should be declared by every route that changes something, and by no other', () => {
    const changing = routes.filter(({ method }) => method !== RequestMethod.GET);
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter(({ events }) => events.length === 0)).toEqual([]);
    const gets = routes.filter(({ method, events }) => method === RequestMethod.GET && events.length > 0);
    expect(gets.map(({ name }) => name).sort()).toEqual(CHANGING_GETS);
  });

  it('should contain exactly the events that routes declare', () => {
    expect([...new Set(routes.flatMap(({ events }) => events))].sort()).toEqual(names.toSorted());
  });

  it('should be the table of docs/audit.md', () => {
    const rows = readFileSync('docs/audit.md', 'utf8').matchAll(/^\| `([\w-]+)` +\| (.+?) +\| *$/gm);
    const documented = [...rows].map(([, name, description]) => ({ name, description }));
    const events = documented.filter(({ name = '' }) => names.includes(name) || !PARAMETERS.includes(name));
    expect(events).toEqual(catalogue);
  });
});

describe('docs/access.md', () => {
  it('should list every scope', () => {
    const page = readFileSync('docs/access.md', 'utf8').split('## ')[0] ?? '';
    const documented = [...page.matchAll(/^\| `([a-z]+)`/gm)].map(([, scope]) => scope);
    const scopes = FEATURES.flatMap((feature) => ('scopes' in feature ? Object.keys(feature.scopes) : []));
    expect(documented.sort()).toEqual([...Object.keys(ACCESS_SCOPES), ...scopes].sort());
  });
});

/** Rows of the other table of the page. */
const PARAMETERS: readonly string[] = ['from', 'to', 'event', 'actor', 'limit', 'before'];

function routesOf({ prototype }: { readonly prototype: object }): Route[] {
  const own = prototype as Readonly<Record<string, object>>;
  const { name: controller } = prototype.constructor;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = own[name] ?? {};
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    const events = (Reflect.getMetadata(AUDITED, handler) ?? []) as readonly string[];
    return method === undefined ? [] : [{ name: `${controller}.${name}`, method, events }];
  });
}
