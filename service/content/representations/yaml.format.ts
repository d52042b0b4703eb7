import { toYaml } from '../../http/representations/yaml.ts';
import type { Format } from './format.ts';
import { itemYaml, joinYaml } from './yaml-document.ts';

/** YAML (RFC 9512), with the media types used before its registration. */
export const YAML_FORMAT = {
  name: 'yaml',
  title: 'YAML',
  mediaTypes: ['application/yaml', 'application/x-yaml', 'text/yaml'],
  suffixes: ['yaml', 'yml'],
  list: async (copy, items) => {
    const positions = items.map(({ position }) => position);
    return Buffer.from(joinYaml(await copy.yaml(), positions));
  },
  item: async (copy, { position }) => Buffer.from(itemYaml(await copy.yaml(), position)),
  data: (value) => Buffer.from(toYaml(value)),
} as const satisfies Format;
