import { defineMetric } from '../metrics/metric.ts';
import { REFRESH_OUTCOMES } from './store-context.ts';

const COLLECTION = { collection: 'name of a collection, such as `news`' } as const;

/** Metrics of the content. */
export const CONTENT_METRICS = {
  age: defineMetric({
    name: 'kiosque_content_age_seconds',
    type: 'gauge',
    help: 'Seconds since the source last confirmed the served copy.',
    labels: COLLECTION,
    over: 'max',
  }),
  changed: defineMetric({
    name: 'kiosque_content_changed_timestamp_seconds',
    type: 'gauge',
    help: 'When the document of the served copy last changed, according to the source, in Unix time.',
    labels: COLLECTION,
    over: 'max',
  }),
  stale: defineMetric({
    name: 'kiosque_content_stale',
    type: 'gauge',
    help: '1 while the copy is older than its TTL.',
    labels: COLLECTION,
    over: 'max',
  }),
  available: defineMetric({
    name: 'kiosque_content_available',
    type: 'gauge',
    help: '1 while there is a copy to serve.',
    labels: COLLECTION,
    over: 'min',
  }),
  items: defineMetric({
    name: 'kiosque_content_items',
    type: 'gauge',
    help: 'Items in the copy, including those that are not public.',
    labels: COLLECTION,
    over: 'max',
  }),
  refreshes: defineMetric({
    name: 'kiosque_content_refreshes_total',
    type: 'counter',
    help: 'Refreshes, by outcome.',
    labels: { ...COLLECTION, outcome: REFRESH_OUTCOMES },
  }),
  staleAnswers: defineMetric({
    name: 'kiosque_content_stale_answers_total',
    type: 'counter',
    help: 'Responses served from a stale copy.',
    labels: COLLECTION,
  }),
};
