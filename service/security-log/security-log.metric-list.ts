import { defineMetric } from '../metrics/metric.ts';
import { ENTRY_ORIGINS } from './blocklist/entry.ts';
import { FINDING_KINDS } from './findings/finding.ts';

/** Kinds of sources. */
export const SOURCES = ['file', 'http', 'stdin', 'syslog'] as const;

/** Metrics of the security log. */
export const SECURITY_LOG_METRICS = {
  lines: defineMetric({
    name: 'kiosque_security_log_lines_total',
    type: 'counter',
    help: 'Log lines that this process stored, and those that it refused or dropped because the queue was full; files and standard input wait instead.',
    labels: { source: SOURCES, outcome: ['accepted', 'refused'] },
  }),
  analysed: defineMetric({
    name: 'kiosque_security_log_analysed_lines_total',
    type: 'counter',
    help: 'Log lines that this process analysed, and those that no format could read.',
    labels: { format: 'name of the format, or `unknown`', outcome: ['read', 'unreadable'] },
  }),
  waiting: defineMetric({
    name: 'kiosque_security_log_waiting_lines',
    type: 'gauge',
    help: 'Log lines that wait to be analysed, the same number in every replica.',
    labels: {},
    over: 'max',
  }),
  lag: defineMetric({
    name: 'kiosque_security_log_lag_seconds',
    type: 'gauge',
    help: 'How long the oldest of them has been waiting; 0 if none waits.',
    labels: {},
    over: 'max',
  }),
  deadLetters: defineMetric({
    name: 'kiosque_security_log_dead_letters',
    type: 'gauge',
    help: 'Batches of log lines that could not be analysed and wait to be replayed.',
    labels: {},
    over: 'max',
  }),
  stale: defineMetric({
    name: 'kiosque_security_log_stale',
    type: 'gauge',
    help: '1 while the storage is not responding.',
    labels: {},
    over: 'max',
  }),
  findings: defineMetric({
    name: 'kiosque_security_log_findings',
    type: 'gauge',
    help: 'Findings with a hit in the last hour, by the clock of the log.',
    labels: { kind: FINDING_KINDS, level: ['attempt', 'attack'] },
    over: 'max',
  }),
  lastLine: defineMetric({
    name: 'kiosque_security_log_last_line_timestamp_seconds',
    type: 'gauge',
    help: 'Time of the newest line of an origin, in Unix time; of at most 100 origins.',
    labels: { origin: 'such as `file:/var/log/auth.log`' },
    over: 'max',
  }),
  blocklistEntries: defineMetric({
    name: 'kiosque_blocklist_entries',
    type: 'gauge',
    help: 'Entries of the published blocklist, by family and origin.',
    labels: { family: ['ipv4', 'ipv6'], origin: ENTRY_ORIGINS },
    over: 'max',
  }),
  blocklistVersion: defineMetric({
    name: 'kiosque_blocklist_version',
    type: 'gauge',
    help: 'Version of the published blocklist.',
    labels: {},
    over: 'max',
  }),
  blocklistHeld: defineMetric({
    name: 'kiosque_blocklist_held_entries',
    type: 'gauge',
    help: 'Entries that are held back because the blocklist grows too much; 0 if it is not held back.',
    labels: {},
    over: 'max',
  }),
  blocklistNeverListed: defineMetric({
    name: 'kiosque_blocklist_never_listed_sources',
    type: 'gauge',
    help: 'Sources of findings that would be listed, but are on the never-list.',
    labels: {},
    over: 'max',
  }),
  blocklistBuilt: defineMetric({
    name: 'kiosque_blocklist_last_build_timestamp_seconds',
    type: 'gauge',
    help: 'Time of the last build of the blocklist, whether it changed or not, in Unix time.',
    labels: {},
    over: 'max',
  }),
};
