import type { NamedFlag } from '../config/feature-flags.ts';
import type { FeatureOperations, OperationsTable } from './process-state.ts';

const COLUMNS: OperationsTable['columns'] = [
  { title: { en: 'Setting', fr: 'Paramètre' }, kind: 'text' },
  { title: { en: 'State', fr: 'État' }, kind: 'state' },
  { title: { en: 'Owner', fr: 'Responsable' }, kind: 'text' },
  { title: { en: 'Last day', fr: 'Dernier jour' }, kind: 'text' },
];

/** Lists the feature flags on the operations page, as this process has them. */
export function featureFlagOperations(
  flags: readonly NamedFlag[],
  config: Readonly<Record<string, unknown>>,
): FeatureOperations {
  const rows = flags.map(({ name, owner, ends }) => [name, String(config[name]), owner, ends]);
  const title = { en: 'Feature flags', fr: 'Fonctions à l’essai' };
  return {
    tables: () => [{ id: 'feature-flags', title, columns: [...COLUMNS], rows }],
    gauges: () => [],
  };
}
