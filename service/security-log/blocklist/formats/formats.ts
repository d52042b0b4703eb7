import { csv } from './csv.ts';
import { ipset } from './ipset.ts';
import { ip6tables, iptables } from './iptables.ts';
import { json } from './json.ts';
import type { ListFormat } from './list-format.ts';
import { nft } from './nft.ts';
import { nginx } from './nginx.ts';
import { all, ipv4, ipv6 } from './text.ts';

/** Every file that is published. Their names are stable. */
export const LIST_FORMATS: readonly ListFormat[] = [all, ipv4, ipv6, json, csv, nft, ipset, iptables, ip6tables, nginx];
