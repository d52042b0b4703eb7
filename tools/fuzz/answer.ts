/** A response as received. */
export interface Answer {
  readonly status: number;
  /** Size of status line and fields, including the empty line. */
  readonly headBytes: number;
  /** Names in lower case; values of a repeated name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the body is an event stream, which has no end. */
  readonly isStream: boolean;
}

/** The bytes are not a valid HTTP response. */
export class MalformedAnswerError extends Error {}

const END_OF_HEAD = '\r\n\r\n';
const BODILESS = [204, 304];

/**
 * Parses the first response in the received bytes; undefined while it is incomplete. `ended` means that no more bytes will come.
 * Interim responses (1xx) are skipped.
 *
 * @throws MalformedAnswerError
 */
export function takeAnswer(
  received: Buffer,
  method: string,
  ended: boolean,
): { answer: Answer; rest: Buffer } | undefined {
  const end = received.indexOf(END_OF_HEAD);
  if (end === -1) return undefined;
  const head = received.subarray(0, end).toString('latin1');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new MalformedAnswerError(`no status line: ${JSON.stringify(head.slice(0, 80))}`);
  const rest = received.subarray(end + END_OF_HEAD.length);
  if (status < 200 && status !== 101) return takeAnswer(rest, method, ended);
  const headers = readFields(head);
  const body = takeBody(rest, status, method, headers, ended);
  if (body === undefined) return undefined;
  return { answer: { status, headBytes: end + END_OF_HEAD.length, headers, ...body }, rest: body.rest };
}

function readFields(head: string): Record<string, string> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of head.split('\r\n').slice(1)) {
    const [, name, value = ''] = /^([!#$%&'*+\-.^`|~\w]+):[ \t]*([^\0\r\n]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw new MalformedAnswerError(`no header field: ${JSON.stringify(line.slice(0, 80))}`);
    const key = name.toLowerCase();
    if (key === 'content-length' && fields[key] !== undefined) throw new MalformedAnswerError('two Content-Length');
    fields[key] = fields[key] === undefined ? value : `${fields[key]}, ${value}`;
  }
  return fields;
}

interface Body {
  readonly body: Buffer;
  readonly rest: Buffer;
  readonly isStream: boolean;
}

function takeBody(
  rest: Buffer,
  status: number,
  method: string,
  headers: Readonly<Record<string, string>>,
  ended: boolean,
): Body | undefined {
  const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
  if (method === 'HEAD' || BODILESS.includes(status)) return { body: Buffer.alloc(0), rest, isStream: false };
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined) {
    if (length !== undefined) throw new MalformedAnswerError('Content-Length beside Transfer-Encoding');
    const chunks = takeChunks(rest);
    // A stream has no end: its beginning is sufficient.
    if (isStream && chunks.body.length > 0) return { body: chunks.body, rest: Buffer.alloc(0), isStream };
    return chunks.rest === undefined ? undefined : { body: chunks.body, rest: chunks.rest, isStream };
  }
  if (length === undefined) return ended ? { body: rest, rest: Buffer.alloc(0), isStream } : undefined;
  if (!/^\d+$/.test(length)) throw new MalformedAnswerError(`Content-Length: ${length}`);
  const bytes = Number(length);
  if (rest.length < bytes) {
    if (ended) throw new MalformedAnswerError(`${String(rest.length)} bytes of a body of ${length}`);
    return undefined;
  }
  return { body: rest.subarray(0, bytes), rest: rest.subarray(bytes), isStream };
}

/** The received chunks; `rest` is undefined until the last one. */
function takeChunks(received: Buffer): { body: Buffer; rest: Buffer | undefined } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = received.indexOf('\r\n', at);
    if (end === -1) break;
    const size = received.subarray(at, end).toString('latin1');
    if (!/^[\da-f]+$/i.test(size)) throw new MalformedAnswerError(`chunk of size ${JSON.stringify(size.slice(0, 40))}`);
    const bytes = parseInt(size, 16);
    const next = end + 2 + bytes;
    if (received.length < next + 2) break;
    if (received.subarray(next, next + 2).toString() !== '\r\n') throw new MalformedAnswerError('a chunk without end');
    if (bytes === 0) return { body: Buffer.concat(chunks), rest: received.subarray(next + 2) };
    chunks.push(received.subarray(end + 2, next));
    at = next + 2;
  }
  return { body: Buffer.concat(chunks), rest: undefined };
}
