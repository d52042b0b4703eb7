import { defineMetric } from '../metrics/metric.ts';

/** Metrics of the audit log. */
export const ACCESS_METRICS = {
  auditWaiting: defineMetric({
    name: 'kiosque_audit_entries_waiting',
    type: 'gauge',
    help: 'Entries of the audit log that wait to be written.',
    labels: {},
  }),
  auditLost: defineMetric({
    name: 'kiosque_audit_entries_lost_total',
    type: 'counter',
    help: 'Entries of the audit log that are only in the log of the process, because the storage did not respond for too long.',
    labels: {},
  }),
};
