import { networksIn } from '../sections.ts';
import { fileOf, heading } from './list-format.ts';
import type { ListFormat } from './list-format.ts';

/** `deny` directives to include in `http`, `server` or `location`. Behind a proxy, nginx needs the real client first (`ngx_http_realip_module`). */
export const nginx: ListFormat = {
  file: 'blocklist.nginx.conf',
  mediaType: 'text/plain; charset=utf-8',
  render(list) {
    const networks = networksIn(list.sections);
    return fileOf([...heading(list, 'nginx', networks.length), ...networks.map((network) => `deny ${network};`)]);
  },
};
