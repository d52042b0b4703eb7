import type { NegotiableFormat } from '../../http/format-negotiation.ts';
import { toYaml } from '../../http/representations/yaml.ts';

/** A format of the report. */
export interface ReportFormat extends NegotiableFormat {
  /** Serializes data; `table` gives the same as comma-separated values. */
  serialize(data: unknown, table: () => string): string;
}

/** The formats of the report, the default one first. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  { name: 'json', mediaTypes: ['application/json'], suffixes: ['json'], serialize: (data) => JSON.stringify(data) },
  { name: 'yaml', mediaTypes: ['application/yaml'], suffixes: ['yaml'], serialize: (data) => toYaml(data) },
  { name: 'csv', mediaTypes: ['text/csv'], suffixes: ['csv'], serialize: (_, table) => table() },
];
