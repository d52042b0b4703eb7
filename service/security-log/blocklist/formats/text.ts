import { dayText } from '../entry.ts';
import { isIpv6Range, networkText } from '../ranges.ts';
import type { Range } from '../ranges.ts';
import { fileOf, heading } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

/** One network on each line, by expiry. `# end` is the last line of a complete file. */
export const all: ListFormat = text('all.txt', 'IPv4 and IPv6', () => true);

/** The IPv4 networks. */
export const ipv4: ListFormat = text('ipv4.txt', 'IPv4', (range) => !isIpv6Range(range));

/** The IPv6 networks. */
export const ipv6: ListFormat = text('ipv6.txt', 'IPv6', isIpv6Range);

function text(file: string, title: string, isIncluded: (range: Range) => boolean): ListFormat {
  return {
    file,
    mediaType: 'text/plain; charset=utf-8',
    render(list) {
      const sections = list.sections
        .map(({ expires, networks }) => ({ expires, networks: networks.filter(isIncluded) }))
        .filter(({ networks }) => networks.length > 0);
      const count = sections.reduce((sum, { networks }) => sum + networks.length, 0);
      const lines = sections.flatMap(({ expires, networks }) => [
        `# expires: ${expires === undefined ? 'never' : dayText(expires)}`,
        ...networks.map(networkText),
      ]);
      return fileOf([...heading(list, title, count), ...lines, '# end']);
    },
  };
}
