import type { Environment } from '../environments/environment.ts';
import { production } from '../environments/production.ts';
import type { Collector } from '../environments/sections/logs.ts';

/** Production in a cluster with the Prometheus operator, which tells people by mail and in a chat. */
export const monitored: Environment = {
  ...production,
  monitoring: 'prometheus-operator',
  alerts: {
    mail: ['kiosque@example.org'],
    page: ['on-call@example.org'],
    smtp: { host: 'smtp.example.org', port: 587, from: 'alerts@example.org', user: 'kiosque' },
    chat: true,
  },
};

/** The same with a mail server that requires no password, and without a chat: it needs no Secrets. */
export const monitoredWithoutSecrets: Environment = {
  ...monitored,
  alerts: { mail: ['kiosque@example.org'], smtp: { host: 'smtp.example.org', port: 587, from: 'alerts@example.org' } },
};

/** A collector in the cluster. */
export const collector: Collector = {
  url: 'http://collector.monitoring.svc:4318',
  peer: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'collector' } },
};
