import { describe, expect, it } from '@jest/globals';
import { judge } from './judge-application.ts';
import type { Application } from './judge-application.ts';

const contains = (revision: string): boolean => revision === 'new';
const status = (changes: object): Application => ({
  status: {
    sync: { status: 'Synced', revision: 'new' },
    health: { status: 'Healthy' },
    operationState: { phase: 'Succeeded', startedAt: 'now', syncResult: { revision: 'new' } },
    ...changes,
  },
});

describe(judge.name, () => {
  it('should be done if it is Synced at a revision with the commit, and Healthy', () => {
    expect(judge(status({}), contains)).toEqual({ state: 'done', reason: 'Synced at new and Healthy' });
    expect(judge(status({ operationState: undefined }), contains).state).toBe('done');
  });

  it.each([
    [{ sync: { status: 'Synced', revision: 'old' } }, 'it is Synced at an earlier revision, health Healthy'],
    [{ sync: { status: 'OutOfSync', revision: 'new' } }, 'it is OutOfSync, health Healthy'],
    [{ health: { status: 'Progressing' } }, 'it is Synced, health Progressing'],
    [{ operationState: { phase: 'Running' } }, 'it is Synced, health Healthy'],
    [{ operationState: { phase: 'Terminating' } }, 'it is Synced, health Healthy'],
    [{ sync: undefined, health: undefined }, 'it is not compared yet at an earlier revision, health unknown'],
    // The old version is not the one that is waited for.
    [
      { sync: { status: 'Synced', revision: 'old' }, health: { status: 'Degraded' } },
      'it is Synced at an earlier revision, health Degraded',
    ],
  ])('should wait with %j', (changes, reason) => {
    expect(judge(status(changes), contains)).toEqual({ state: 'waiting', reason });
  });

  it('should wait without a status', () => {
    expect(judge({}, contains).state).toBe('waiting');
  });

  it.each(['Failed', 'Error'])('should fail if the sync of the commit ended with %s', (phase) => {
    const operationState = { phase, startedAt: 'now', message: 'a\nb', syncResult: { revision: 'new' } };
    const failed = status({ sync: { status: 'OutOfSync', revision: 'new' }, operationState });
    expect(judge(failed, contains)).toEqual({ state: 'failed', reason: `its sync ended with ${phase}: a` });
    expect(judge(failed, contains, 'before').state).toBe('failed');
    expect(judge(failed, contains, 'now').state).toBe('waiting');
    const older = { ...operationState, syncResult: { revision: 'old' } };
    expect(judge(status({ ...failed.status, operationState: older }), contains).state).toBe('waiting');
  });

  it('should name the resources that are Degraded', () => {
    const resources = [
      { kind: 'Service', name: 'content' },
      { kind: 'Deployment', name: 'content', health: { status: 'Degraded', message: 'exceeded its deadline' } },
      { kind: 'Deployment', name: 'queue-rubis', health: { status: 'Healthy' } },
    ];
    expect(judge(status({ health: { status: 'Degraded' }, resources }), contains)).toEqual({
      state: 'degraded',
      reason: 'it is Degraded: Deployment content (exceeded its deadline)',
    });
    expect(judge(status({ health: { status: 'Degraded', message: 'x' } }), contains).reason).toBe('it is Degraded: x');
  });
});
