import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { load } from 'js-yaml';
import type { Answer } from './answer.ts';
import type { Canary } from './canary.ts';
import type { Description } from './description.ts';
import type { Exchange } from './exchange.ts';
import type { FuzzCase, Sent } from './fuzz-case.ts';

/** A rule that was broken. */
export interface Failure {
  /** Equal for failures that are likely to be one defect. */
  readonly rule: string;
  readonly detail: string;
}

/** Largest response head. */
export const MAX_HEAD_BYTES = 4096;

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** Returns the problems of the responses to a case. */
export function judge(
  fuzzCase: FuzzCase,
  exchange: Exchange,
  description: Description,
  canary: Canary,
): readonly Failure[] {
  const answers = exchange.answers.flatMap((answer, index) => {
    const sent = fuzzCase.requests[index];
    // What was hidden in the bytes of another request may be answered, or not.
    if (sent === undefined) return judgeBytes(answer, { method: '?', target: '' }, description);
    return [...judgeAnswer(answer, sent, fuzzCase.wellFormed, description), ...judgeExpectation(answer, sent, canary)];
  });
  return [...judgeExchange(fuzzCase, exchange), ...answers];
}

function judgeExchange({ due, requests, generator }: FuzzCase, exchange: Exchange): readonly Failure[] {
  const { answers, isHung, isClosed, malformed } = exchange;
  const failures: Failure[] = [];
  if (malformed !== undefined) failures.push({ rule: `malformed answer (${generator})`, detail: malformed });
  if (isHung)
    failures.push({ rule: `no complete answer in time (${generator})`, detail: `${String(answers.length)} answers` });
  const isLast = answers.some(({ headers, isStream }) => isStream || headers['connection'] === 'close');
  if (due === 'all' && isClosed && !isLast && answers.length < requests.length)
    failures.push({ rule: `closed without an answer (${generator})`, detail: `${String(answers.length)} answers` });
  return failures;
}

function judgeAnswer(answer: Answer, sent: Sent, wellFormed: boolean, description: Description): readonly Failure[] {
  const { status, body } = answer;
  const isDeclared = description.statusesOf(sent.method, sent.target, wellFormed).has(status);
  const rule = `undeclared status ${String(status)}: ${whereOf(sent, description)}`;
  const undeclared = isDeclared || isServerError(status) ? [] : [{ rule, detail: body.toString().slice(0, 300) }];
  return [...undeclared, ...judgeBytes(answer, sent, description)];
}

/** Checks the rules that apply to every response. */
function judgeBytes(answer: Answer, sent: Sent, description: Description): readonly Failure[] {
  const { status, headBytes, body } = answer;
  const where = whereOf(sent, description);
  const failures: Failure[] = [];
  if (isServerError(status))
    failures.push({ rule: `status ${String(status)}: ${where}`, detail: body.toString().slice(0, 300) });
  if (headBytes > MAX_HEAD_BYTES)
    failures.push({ rule: `response head above 4 KB: ${where}`, detail: `${String(headBytes)} bytes` });
  const contradiction = contradictionOf(answer, sent, description);
  if (contradiction !== undefined)
    failures.push({ rule: `body contradicts its head: ${where}`, detail: contradiction });
  return failures;
}

function isServerError(status: number): boolean {
  return status >= 500 && status !== 503;
}

function whereOf({ method, target }: Sent, description: Description): string {
  return `${method.slice(0, 12)} ${description.templateOf(method, target) ?? 'unmatched'}`;
}

/** Returns how a body contradicts its head. */
function contradictionOf(answer: Answer, { method, target }: Sent, description: Description): string | undefined {
  const { status, headers, isStream } = answer;
  if (method === 'HEAD' || status === 204 || status === 304 || isStream) return undefined;
  // Node rejects some requests without a body.
  if (headers['content-type'] === undefined && answer.body.length === 0) return undefined;
  const type = (headers['content-type'] ?? '').split(';', 1)[0] ?? '';
  const declared = description.operationOf(method, target)?.responses[String(status)]?.content;
  const isProblem = status >= 400;
  if (declared !== undefined && !isProblem && declared[type] === undefined) return `${type} is not declared`;
  if (isProblem && type !== 'application/problem+json' && type !== 'text/html')
    return `a problem as ${JSON.stringify(type)}`;
  try {
    return contradictionIn(decodedBody(answer), type, status);
  } catch (error) {
    return `${type}: ${String(error).slice(0, 200)}`;
  }
}

function decodedBody({ headers, body }: Answer): string {
  const coding = headers['content-encoding'];
  const decode = coding === undefined ? undefined : DECODERS[coding];
  if (coding !== undefined && decode === undefined) throw new Error(`coding ${coding}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(decode === undefined ? body : decode(body));
}

function contradictionIn(text: string, type: string, status: number): string | undefined {
  if (type === 'application/problem+json') {
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isWhole = ['type', 'title', 'detail', 'instance', 'requestId'].every(
      (name) => typeof problem[name] === 'string',
    );
    return isWhole && problem['status'] === status
      ? undefined
      : `not a problem of status ${String(status)}: ${text.slice(0, 200)}`;
  }
  if (type === 'application/json') JSON.parse(text);
  else if (type === 'application/yaml') load(text);
  else if (type === 'text/html' && !/^<!doctype html>[^]*<\/html>\s*$/.test(text)) return 'not a whole page';
  return undefined;
}

function judgeExpectation(answer: Answer, { must, method, target }: Sent, canary: Canary): readonly Failure[] {
  if (must === undefined) return [];
  if (must.kind === 'status') {
    if (must.statuses.includes(answer.status)) return [];
    return [{ rule: `must be ${must.statuses.join(' or ')}: ${must.because}`, detail: `is ${String(answer.status)}` }];
  }
  if (must.kind === 'cross-site') {
    // The origins in CORS_ORIGINS may read the responses of safe requests.
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return [];
    const origin = answer.headers['access-control-allow-origin'];
    const detail = `${method} ${target}: ${String(answer.status)}, Access-Control-Allow-Origin: ${origin ?? 'none'}`;
    if (answer.status >= 300 && answer.status < 400) return [{ rule: 'a form of another site was taken', detail }];
    if (answer.status >= 400 || origin === undefined) return [];
    return [{ rule: 'another site may read what it changed', detail }];
  }
  const difference = canary.differenceTo(must.path, answer);
  return difference === undefined ? [] : [{ rule: `another page in place of ${must.path}`, detail: difference }];
}
