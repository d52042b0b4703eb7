import { isIP, isIPv4 } from 'node:net';

/** CPU such as `250m`, memory such as `256Mi`, each with a guaranteed amount (`request`) and a maximum (`limit`). */
export interface Resources {
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly memory: { readonly request: string; readonly limit: string };
}

/**
 * Collects the invalid properties of an object, so that one run reports all of them:
 * the property, its value, and the rule it breaks.
 */
export class PropChecks {
  readonly #subject: string;
  /** One line per problem. */
  readonly problems: string[] = [];

  /** @param subject the object, with which each message begins: `environment "production"`. */
  constructor(subject: string) {
    this.#subject = subject;
  }

  /** The check that all others are built on. */
  require(holds: boolean, property: string, value: unknown, rule: string): this {
    if (!holds) this.problems.push(`${this.#subject}: ${property} is ${JSON.stringify(value)}; it must be ${rule}.`);
    return this;
  }

  /** RFC 1123 label, as in names of Namespaces and Services. */
  dnsLabel(property: string, value: string): this {
    const holds = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value);
    return this.require(holds, property, value, 'at most 63 lower-case letters, digits and inner hyphens');
  }

  /** RFC 1123 subdomain, which Ingress and Gateway accept as a host. */
  hostName(property: string, value: string): this {
    const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
    const holds = value.length <= 253 && new RegExp(`^${label}(?:\\.${label})+$`).test(value);
    return this.require(holds, property, value, 'a lower-case host name with at least one dot, without port or scheme');
  }

  /** An IPv4 or IPv6 address. */
  address(property: string, value: string): this {
    return this.require(isIP(value) !== 0, property, value, 'an IP address such as 169.254.20.10');
  }

  /** An IPv4 subnet in CIDR notation, other than 0.0.0.0/0, which would allow everyone. */
  subnet(property: string, value: string): this {
    const [address = '', length = ''] = value.split('/');
    const holds = isIPv4(address) && /^(?:[1-9]|[12]\d|3[0-2])$/.test(length);
    return this.require(holds, property, value, 'an IPv4 subnet such as 10.225.0.0/24, smaller than 0.0.0.0/0');
  }

  /** A whole number between two inclusive bounds. */
  integer(property: string, value: number, minimum: number, maximum: number): this {
    const holds = Number.isInteger(value) && value >= minimum && value <= maximum;
    return this.require(holds, property, value, `a whole number from ${String(minimum)} to ${String(maximum)}`);
  }

  /** One of a list of words. */
  oneOf(property: string, value: string, words: readonly string[]): this {
    return this.require(words.includes(value), property, value, `one of ${words.join(', ')}`);
  }

  /** A Microsoft Entra id. */
  guid(property: string, value: string): this {
    const holds = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);
    return this.require(holds, property, value, 'a lower-case GUID, as printed by az');
  }

  /** Repository without tag, and a digest. */
  image(property: string, { repository, digest }: { readonly repository: string; readonly digest: string }): this {
    const isPath = /^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)+$/.test(repository);
    const pathRule = 'a registry and a path without tag, such as registry.example.org/kiosque';
    const isDigest = /^sha256:[\da-f]{64}$/.test(digest);
    const digestRule = 'sha256: and 64 hexadecimal digits, as printed by the registry; tags can be moved';
    this.require(isPath, `${property}.repository`, repository, pathRule);
    return this.require(isDigest, `${property}.digest`, digest, digestRule);
  }

  /** Two positive quantities, the first of which must not exceed the second, the property `of`. */
  atMost(property: string, value: string, limit: string, measure: (quantity: string) => number, of: string): this {
    const [given, allowed] = [measure(value), measure(limit)];
    this.require(given > 0, property, value, quantityRule(measure));
    this.require(allowed > 0, of, limit, quantityRule(measure));
    return this.require(!(given > allowed), property, value, `at most ${of} (${limit})`);
  }

  /** Requests and limits of a pod: their units, and that requests do not exceed limits. */
  resources({ cpu, memory }: Resources, property = 'resources'): this {
    const [cpuLimit, memoryLimit] = [`${property}.cpu.limit`, `${property}.memory.limit`];
    this.atMost(`${property}.cpu.request`, cpu.request, cpu.limit, millicores, cpuLimit);
    return this.atMost(`${property}.memory.request`, memory.request, memory.limit, mebibytes, memoryLimit);
  }

  /** @throws Error with one line per problem, if there are any. */
  verify(): void {
    if (this.problems.length > 0) throw new Error(this.problems.join('\n'));
  }
}

/** CPU in millicores: `250m` is 250, `1` and `1.5` are cores. NaN for anything else. */
export function millicores(quantity: string): number {
  const [, number, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity) ?? [];
  return number === undefined ? Number.NaN : Number(number) * (milli === 'm' ? 1 : 1000);
}

/** Memory in MiB: `256Mi`, `2Gi`. NaN for anything else: decimal units invite mistakes. */
export function mebibytes(quantity: string): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  return number === undefined ? Number.NaN : Number(number) * (unit === 'Gi' ? 1024 : 1);
}

function quantityRule(measure: (quantity: string) => number): string {
  return measure === millicores ? 'CPU such as 250m or 1.5' : 'memory such as 256Mi or 2Gi';
}
