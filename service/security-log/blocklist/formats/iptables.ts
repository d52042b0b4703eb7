import { networksIn } from '../sections.ts';
import { fileOf, heading } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

/** The chain `KIOSQUE-LIST` for `iptables-restore --noflush`, for hosts without ipset: its rules are searched one after the other. */
export const iptables: ListFormat = chain('blocklist.iptables', 'iptables', (network) => !network.includes(':'));

/** The same for `ip6tables-restore --noflush`. */
export const ip6tables: ListFormat = chain('blocklist.ip6tables', 'ip6tables', (network) => network.includes(':'));

function chain(file: string, title: string, isIncluded: (network: string) => boolean): ListFormat {
  return {
    file,
    mediaType: 'text/plain; charset=utf-8',
    render(list) {
      const networks = networksIn(list.sections).filter(isIncluded);
      return fileOf([
        ...heading(list, title, networks.length),
        '*filter',
        ':KIOSQUE-LIST - [0:0]',
        ...networks.map((network) => `-A KIOSQUE-LIST -s ${network} -j DROP`),
        'COMMIT',
      ]);
    },
  };
}
