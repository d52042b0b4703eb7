import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { FeatureOperations, Gauge, OperationsTable } from '../operations/process-state.ts';
import type { CollectionStore } from './collection.store.ts';
import { ContentStore } from './content.store.ts';

const COLUMNS: OperationsTable['columns'] = [
  { title: { en: 'Collection', fr: 'Collection' }, kind: 'text' },
  { title: { en: 'State', fr: 'État' }, kind: 'state' },
  { title: { en: 'Items', fr: 'Éléments' }, kind: 'number', chart: true },
  { title: { en: 'Document changed', fr: 'Document modifié' }, kind: 'time' },
  { title: { en: 'Last confirmed', fr: 'Dernière confirmation' }, kind: 'time' },
];

/** The content on the operations page: how fresh each collection is. */
@Injectable()
export class ContentOperations implements FeatureOperations {
  constructor(
    private readonly store: ContentStore,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  tables(): readonly OperationsTable[] {
    const rows = this.store.all().map((store) => this.#row(store));
    return [{ id: 'content', title: { en: 'Content', fr: 'Contenus' }, columns: COLUMNS, rows }];
  }

  gauges(): readonly Gauge[] {
    return [];
  }

  #row(store: CollectionStore): OperationsTable['rows'][number] {
    const { collection, copy, validatedAt } = store;
    if (copy === undefined) return [collection.name, store.isAbsent ? 'absent' : 'down', null, null, null];
    const state = store.isStale(this.now()) ? 'stale' : 'up';
    return [collection.name, state, copy.list.items.length, copy.lastModified, validatedAt];
  }
}
