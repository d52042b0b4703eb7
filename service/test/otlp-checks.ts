import type { Message } from './otlp-proto.ts';

/** A value of an attribute as it was sent. */
export type AttributeValue =
  string | number | boolean | null | readonly AttributeValue[] | { readonly [key: string]: AttributeValue };

/** What every received record has. */
export interface ReceivedRecord {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** In hexadecimal; empty if unset. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly resource: Readonly<Record<string, AttributeValue>>;
}

export interface ReceivedLog extends ReceivedRecord {
  readonly severity: number;
  readonly severityText: string;
  readonly body: AttributeValue;
}

export interface ReceivedSpan extends ReceivedRecord {
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly milliseconds: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
}

const HOUR_MS = 3_600_000;

/** Returns the log records of a request. @throws Error on what a receiver refuses. */
export function logsOf(request: Message): readonly ReceivedLog[] {
  return scoped(request, 'resource_logs', 'scope_logs', 'log_records').map(({ record, resource }) => {
    const severity = Number(record['severity_number']);
    check(severity >= 1 && severity <= 24, `severity number ${String(severity)}`);
    check(timeOf(record['observed_time_unix_nano']) > 0, 'observed time');
    return {
      ...commonOf(record, resource, record['time_unix_nano']),
      severity,
      severityText: String(record['severity_text']),
      body: valueOf(record['body'] as Message),
    };
  });
}

/** Returns the spans of a request. @throws Error on what a receiver refuses. */
export function spansOf(request: Message): readonly ReceivedSpan[] {
  return scoped(request, 'resource_spans', 'scope_spans', 'spans').map(({ record, resource }) => {
    const common = commonOf(record, resource, record['start_time_unix_nano']);
    const kind = Number(record['kind']);
    const name = String(record['name']);
    const end = timeOf(record['end_time_unix_nano']);
    check(common.traceId !== '' && common.spanId !== '', 'a span without ids');
    check(kind >= 1 && kind <= 5 && name !== '', `a span of kind ${String(kind)} named "${name}"`);
    check(end >= common.at, 'a span that ends before it starts');
    const parentSpanId = idOf(record['parent_span_id'], 16);
    check(parentSpanId !== common.spanId, 'a span that is its own parent');
    const status = Number((record['status'] as Message | null)?.['code'] ?? 0);
    check(status <= 2, `status ${String(status)}`);
    return { ...common, parentSpanId, name, kind, milliseconds: end - common.at, status };
  });
}

function scoped(
  request: Message,
  resources: string,
  scopes: string,
  records: string,
): { record: Message; resource: Message }[] {
  return listOf(request[resources]).flatMap((each) => {
    const resource = each['resource'] as Message;
    return listOf(each[scopes]).flatMap((scope) => {
      check((scope['scope'] as Message)['name'] === 'kiosque', 'a scope without name');
      return listOf(scope[records]).map((record) => ({ record, resource }));
    });
  });
}

function commonOf(record: Message, resource: Message, time: unknown): ReceivedRecord {
  const at = timeOf(time);
  check(Math.abs(at - Date.now()) < HOUR_MS, `the time ${String(time)}`);
  const described = attributesOf(resource['attributes']);
  check(typeof described['service.name'] === 'string', 'a resource without service.name');
  return {
    at,
    traceId: idOf(record['trace_id'], 32),
    spanId: idOf(record['span_id'], 16),
    attributes: attributesOf(record['attributes']),
    resource: described,
  };
}

/** Nanoseconds since the epoch must be digits in the range of fixed64. */
function timeOf(nanoseconds: unknown): number {
  check(/^[1-9]\d{0,19}$/.test(String(nanoseconds)), `the time ${String(nanoseconds)}`);
  return Number(BigInt(String(nanoseconds)) / 1000n) / 1000;
}

function idOf(base64: unknown, digits: number): string {
  const id = Buffer.from(String(base64), 'base64').toString('hex');
  check(id === '' || (id.length === digits && !/^0+$/.test(id)), `the id "${id}"`);
  return id;
}

function attributesOf(list: unknown): Readonly<Record<string, AttributeValue>> {
  const entries = listOf(list).map(({ key, value }): [string, AttributeValue] => [
    String(key),
    valueOf(value as Message),
  ]);
  check(
    entries.every(([key]) => key !== ''),
    'an attribute without name',
  );
  check(new Set(entries.map(([key]) => key)).size === entries.length, 'an attribute that occurs twice');
  return Object.fromEntries(entries);
}

function valueOf(value: Message | null): AttributeValue {
  const [kind, content] = Object.entries(value ?? {}).find(([, each]) => each !== null) ?? [];
  if (kind === 'int_value') return Number(content);
  if (kind === 'array_value') return listOf((content as Message)['values']).map(valueOf);
  if (kind === 'kvlist_value') return attributesOf((content as Message)['values']);
  return kind === undefined ? null : (content as AttributeValue);
}

function listOf(list: unknown): readonly Message[] {
  return list as readonly Message[];
}

function check(isValid: boolean, what: string): void {
  if (!isValid) throw new Error(`invalid: ${what}`);
}
