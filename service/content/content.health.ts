import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { CollectionStore } from './collection.store.ts';
import { ContentStore } from './content.store.ts';

/**
 * Health of each collection. The process is unready only if every collection is without a copy: if others have a copy, or their source has
 * no document, the process keeps serving those.
 */
@Injectable()
export class ContentHealthIndicator {
  constructor(
    private readonly store: ContentStore,
    private readonly health: HealthIndicatorService,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Whether the first load attempt of every collection has finished. */
  get isStarted(): boolean {
    return this.store.all().every((store) => store.isStarted);
  }

  /** One check per collection, for Terminus. */
  checks(): (() => HealthIndicatorResult)[] {
    const stores = this.store.all();
    const canServe = stores.some((store) => store.copy !== undefined || store.isAbsent);
    return stores.map((store) => () => this.#check(store, canServe));
  }

  #check(store: CollectionStore, canServe: boolean): HealthIndicatorResult {
    const { failure, copy } = store;
    const indicator = this.health.check(`content.${store.collection.name}`);
    if (copy === undefined && store.isAbsent)
      return indicator.up({ message: `absent: the source has none of ${store.candidates.join(', ')}` });
    if (copy === undefined) {
      const message = `down: ${failure?.reason ?? 'not loaded yet'}`;
      return canServe ? indicator.degraded({ message }) : indicator.down({ message });
    }
    const ageSeconds = Math.max(0, Math.floor((this.now() - store.validatedAt) / 1000));
    const served = `${copy.name}, ${String(copy.list.items.length)} items`;
    if (failure !== undefined) {
      return indicator.degraded({
        message: `degraded: serving the copy from ${String(ageSeconds)} s ago (${served}); ${failure.reason}`,
        ageSeconds,
      });
    }
    return indicator.up({ message: `ok: ${served}`, ageSeconds });
  }
}
