/** The properties of a parameter that requests are generated from. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema?: {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly minimum?: number;
    readonly maximum?: number;
  };
}

/** One method of one path. */
export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Statuses for any invalid or excessive request (RFC 9110, RFC 6585). Never a server error. */
const PROTOCOL_STATUSES = [400, 408, 413, 414, 417, 431];

/** Statuses for a request that no operation describes. */
const UNDESCRIBED_STATUSES = [400, 403, 404, 405, 413, 414, 415, 429, 431];

/** The OpenAPI description of the service, which defines its allowed responses. */
export class Description {
  readonly #paths: Paths;

  constructor(document: unknown) {
    this.#paths = (document as { paths: Paths }).paths;
  }

  /** Every method of every path, in the order of the document. */
  operations(): readonly { method: string; path: string; operation: Operation }[] {
    return Object.entries(this.#paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
  }

  /** Returns the path template of a request: the one with the fewest parameters, preferably with its method; undefined if none matches. */
  templateOf(method: string, target: string): string | undefined {
    const segments = segmentsOf(target);
    const all = Object.keys(this.#paths)
      .filter((template) => matches(template.split('/'), segments))
      .sort((left, right) => left.split('{').length - right.split('{').length);
    return all.find((template) => this.#paths[template]?.[keyOf(method)] !== undefined) ?? all[0];
  }

  /** Returns the operation of a request; for HEAD, that of GET. */
  operationOf(method: string, target: string): Operation | undefined {
    return this.#paths[this.templateOf(method, target) ?? '']?.[keyOf(method)];
  }

  /**
   * Returns the allowed statuses of a response. In addition to the declared ones: 204 for OPTIONS; 403 for cross-site changes, 405 for other
   * methods of an existing path, 404 for unknown names; 400 for targets that cannot be decoded or have dot segments, 414 for targets that are
   * too long, 429 for too many requests, 431 for oversized headers.
   */
  statusesOf(method: string, target: string, wellFormed: boolean): ReadonlySet<number> {
    const operation = this.operationOf(method, target);
    const declared = Object.keys(operation?.responses ?? {}).map(Number);
    const statuses = [
      ...(operation === undefined ? UNDESCRIBED_STATUSES : declared),
      ...(method === 'OPTIONS' ? [204] : []),
      ...(segmentsOf(target).every(isPlain) ? [] : [400]),
      ...(wellFormed ? [] : [...PROTOCOL_STATUSES, 404, 405]),
    ];
    return new Set(statuses.filter((status) => status < 500 || status === 503));
  }
}

function keyOf(method: string): string {
  return method === 'HEAD' ? 'get' : method.toLowerCase();
}

function segmentsOf(target: string): readonly string[] {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  return (path || '/').replace(/(?<=.)\/$/, '').split('/');
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) =>
      part.startsWith('{') ? segments[index] !== '' : part === decoded(segments[index] ?? ''),
    )
  );
}

function decoded(segment: string): string {
  return isDecodable(segment) ? decodeURIComponent(segment) : segment;
}

function isPlain(segment: string): boolean {
  return isDecodable(segment) && !['.', '..'].includes(decoded(segment));
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}
