import { dump } from 'js-yaml';

/** Serializes JSON data as one YAML 1.2 document; strings that other parsers could misread (`no`, `012`, dates) are quoted. */
export function toYaml(value: unknown): string {
  return dump(value, { noRefs: true, lineWidth: -1 });
}
