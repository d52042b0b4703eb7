import { describe, expect, it } from '@jest/globals';
import { grantedRoles, roleActor } from './roles.ts';

const SCOPES = {
  read: { resource: 'queue', includedIn: ['desk'] },
  desk: { resource: 'queue' },
  admin: { resource: 'installation' },
};

describe(grantedRoles.name, () => {
  it.each<[string, Record<string, unknown>, string, string[]]>([
    ['a list', { roles: ['desk', 'desk:rubis'] }, 'roles', ['desk', 'desk:rubis']],
    ['a path', { realm_access: { roles: ['admin'] } }, 'realm_access.roles', ['admin']],
    ['a claim whose name contains dots', { 'https://x.example/roles': ['desk'] }, 'https://x.example/roles', ['desk']],
    ['roles of other applications', { roles: ['desk', 'owner', 'owner:rubis', ''] }, 'roles', ['desk']],
    ['names of object members', { roles: ['constructor', '__proto__', 'toString:rubis'] }, 'roles', []],
    ['values that are not texts', { roles: ['desk', 7, null, ['admin'], {}] }, 'roles', ['desk']],
    ['a text instead of a list', { roles: 'desk' }, 'roles', []],
    ['an object instead of a list', { roles: { 0: 'desk', length: 1 } }, 'roles', []],
    ['a missing claim', {}, 'roles', []],
    ['a missing path', {}, 'realm_access.roles', []],
    ['a path through null', { realm_access: null }, 'realm_access.roles', []],
    ['a path through a text', { realm_access: 'roles' }, 'realm_access.roles', []],
    ['a path through inherited members', {}, 'constructor.name', []],
  ])('should read %s', (_, claims, claim, roles) => {
    expect(grantedRoles(claims, claim, SCOPES)).toEqual(roles);
  });

  it('should accept at most 50, so that a session fits into a cookie', () => {
    const roles = Array.from({ length: 60 }, (_, index) => `desk:queue-${String(index)}`);
    expect(grantedRoles({ roles }, 'roles', SCOPES)).toEqual(roles.slice(0, 50));
  });
});

describe(roleActor.name, () => {
  it.each<[string[], string, string, boolean]>([
    [['desk'], 'desk', 'rubis', true],
    [['desk'], 'read', 'rubis', true],
    [['desk'], 'admin', 'kiosque', false],
    [['desk:rubis'], 'desk', 'rubis', true],
    [['desk:rubis'], 'read', 'rubis', true],
    [['desk:rubis'], 'desk', 'saphir', false],
    [['desk:rubis'], 'read', 'saphir', false],
    [['read'], 'desk', 'rubis', false],
    [['admin'], 'desk', 'rubis', false],
    [[], 'read', 'rubis', false],
  ])('should grant with %j the scope %s for %s: %s', (roles, scope, resource, expected) => {
    const actor = roleActor({ subject: 'x', credential: 'session', roles }, SCOPES);
    expect(actor.allows(scope, resource)).toBe(expected);
    expect(actor).toMatchObject({ name: 'user:x', credential: 'session' });
  });
});
