import type { Recipients } from './alertmanager.props.ts';

/** A condition on a label. */
export interface Matcher {
  readonly name: string;
  readonly matchType: '=' | '!=' | '=~';
  readonly value: string;
}

/** While an alert that matches `source` fires, those that match `target` and have the same labels `equal` are not sent. */
export interface Inhibition {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** Alerts of one feature and queue arrive in one message. */
export const GROUP_BY: readonly string[] = ['namespace', 'feature', 'queue'];

/** How long to collect alerts for the first message, between messages about the same group, and before one is repeated. */
export const TIMES = {
  critical: { wait: '30s', interval: '5m', repeat: '1h' },
  warning: { wait: '2m', interval: '15m', repeat: '12h' },
} as const;

const label = (name: string, value: string, matchType: Matcher['matchType'] = '='): Matcher => ({
  name,
  matchType,
  value,
});

const DOWN = label('alertname', 'KiosqueDown');
const NOT_DOWN = label('alertname', 'KiosqueDown', '!=');

/** A critical alert replaces the warnings about the same place, an unreachable storage those that follow from it, and `KiosqueDown` replaces everything about what is down. */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    source: [label('severity', 'critical')],
    target: [label('severity', 'warning')],
    // Alerts about an environment must not hide those about one of its parts, which can be the cause.
    equal: ['namespace', 'feature', 'container', 'queue', 'collection', 'node'],
  },
  {
    source: [label('alertname', 'KiosqueQueueStorageAway')],
    target: [label('alertname', 'KiosqueDependencyFailing')],
    equal: ['namespace', 'queue'],
  },
  {
    source: [label('alertname', 'KiosqueContentStorageAway')],
    target: [label('alertname', 'KiosqueContentOld')],
    equal: ['namespace'],
  },
  { source: [DOWN], target: [NOT_DOWN], equal: ['namespace', 'container'] },
  { source: [DOWN, label('queue', '.+', '=~')], target: [NOT_DOWN], equal: ['namespace', 'queue'] },
  { source: [DOWN, label('container', 'content')], target: [label('feature', 'content')], equal: ['namespace'] },
];

/** Returns the addresses that are told about alerts of a severity. */
export function addressesOf({ mail, page = [] }: Recipients, severity: 'critical' | 'warning'): readonly string[] {
  return severity === 'critical' ? [...new Set([...page, ...mail])] : mail;
}
