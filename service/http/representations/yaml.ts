import { dump } from 'js-yaml';

/** JSON data as one YAML 1.2 document; texts that other readers could take for something else (`no`, `012`, dates) come out quoted. */
export function toYaml(value: unknown): string {
  return dump(value, { noRefs: true, lineWidth: -1 });
}
