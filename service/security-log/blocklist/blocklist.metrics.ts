import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { METRICS_REGISTRY } from '../../metrics/metrics.tokens.ts';
import { registerMetric } from '../../metrics/register-metric.ts';
import { SECURITY_LOG_METRICS } from '../security-log.metric-list.ts';
import { BlocklistSchedule } from './blocklist.schedule.ts';
import { ENTRY_ORIGINS } from './entry.ts';
import type { BlocklistEntry } from './entry.ts';
import type { BlocklistRecord } from './store/blocklist-store.ts';

/** Metrics of the blocklist, as of the last build of this process. */
@Injectable()
export class BlocklistMetrics {
  constructor(@Inject(METRICS_REGISTRY) registry: Registry, schedule: BlocklistSchedule) {
    const { blocklistEntries, blocklistVersion, blocklistHeld, blocklistNeverListed, blocklistBuilt } =
      SECURITY_LOG_METRICS;
    const record = (): BlocklistRecord | undefined => schedule.latest?.stored.record;
    registerMetric(registry, blocklistEntries, () => counts(schedule.latest?.stored.entries));
    registerMetric(registry, blocklistVersion, () => [{ labels: {}, value: record()?.version }]);
    registerMetric(registry, blocklistHeld, () => [
      { labels: {}, value: record() === undefined ? undefined : (record()?.held?.added ?? 0) },
    ]);
    registerMetric(registry, blocklistNeverListed, () => [{ labels: {}, value: schedule.latest?.neverListed }]);
    registerMetric(registry, blocklistBuilt, () => [
      { labels: {}, value: schedule.latest && schedule.latest.time / 1000 },
    ]);
  }
}

function counts(
  entries: readonly BlocklistEntry[] | undefined,
): { labels: { family: 'ipv4' | 'ipv6'; origin: BlocklistEntry['origin'] }; value: number }[] {
  if (entries === undefined) return [];
  return (['ipv4', 'ipv6'] as const).flatMap((family) =>
    ENTRY_ORIGINS.map((origin) => ({
      labels: { family, origin },
      value: entries.filter((entry) => entry.origin === origin && entry.network.includes(':') === (family === 'ipv6'))
        .length,
    })),
  );
}
