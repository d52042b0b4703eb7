import { networksIn } from '../sections.ts';
import { fileOf, heading } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

/** The same in every version, because sets can only be swapped with sets of the same type; more than a list ever has. */
const MAX_ELEMENTS = 1_048_576;

/** Two sets for `ipset restore -exist`, `kiosque-list-4` and `kiosque-list-6`; each is filled beside the current one and then swapped. */
export const ipset: ListFormat = {
  file: 'blocklist.ipset',
  mediaType: 'text/plain; charset=utf-8',
  render(list) {
    const networks = networksIn(list.sections);
    return fileOf([
      ...heading(list, 'ipset', networks.length),
      ...set(
        'kiosque-list-4',
        'inet',
        networks.filter((network) => !network.includes(':')),
      ),
      ...set(
        'kiosque-list-6',
        'inet6',
        networks.filter((network) => network.includes(':')),
      ),
    ]);
  },
};

function set(name: string, family: string, networks: readonly string[]): readonly string[] {
  const create = (own: string): string => `create ${own} hash:net family ${family} maxelem ${String(MAX_ELEMENTS)}`;
  const next = `${name}-new`;
  return [
    create(name),
    create(next),
    `flush ${next}`,
    ...networks.map((network) => `add ${next} ${network}`),
    `swap ${next} ${name}`,
    `destroy ${next}`,
  ];
}
