import { networksIn } from '../sections.ts';
import { fileOf, heading } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

const TABLE = 'inet kiosque_list';

/** A table for `nft -f`, which replaces the one of an earlier version in one transaction. Sets without elements have no `elements`, which nft refuses to be empty. */
export const nft: ListFormat = {
  file: 'blocklist.nft',
  mediaType: 'text/plain; charset=utf-8',
  render(list) {
    const networks = networksIn(list.sections);
    const isIpv6 = (network: string): boolean => network.includes(':');
    return fileOf([
      ...heading(list, 'nftables', networks.length),
      // Created first, so that deleting it works without an earlier version.
      `table ${TABLE} {}`,
      `delete table ${TABLE}`,
      `table ${TABLE} {`,
      ...set(
        'ipv4',
        'ipv4_addr',
        networks.filter((network) => !isIpv6(network)),
      ),
      ...set('ipv6', 'ipv6_addr', networks.filter(isIpv6)),
      ...chain('input'),
      ...chain('forward'),
      '}',
    ]);
  },
};

function set(name: string, type: string, networks: readonly string[]): readonly string[] {
  const elements =
    networks.length === 0 ? [] : ['    elements = {', ...networks.map((network) => `      ${network},`), '    }'];
  return [`  set ${name} {`, `    type ${type}`, '    flags interval', ...elements, '  }'];
}

function chain(hook: string): readonly string[] {
  return [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority -10; policy accept;`,
    '    ip saddr @ipv4 drop',
    '    ip6 saddr @ipv6 drop',
    '  }',
  ];
}
