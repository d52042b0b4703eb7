import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MalformedAnswerError, takeAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { FuzzCase } from './fuzz-case.ts';

/** The outcome of a case. */
export interface Exchange {
  readonly answers: readonly Answer[];
  /** Whether the server closed or reset the connection. */
  readonly isClosed: boolean;
  /** Whether an expected response did not arrive in time. */
  readonly isHung: boolean;
  /** Why the received bytes are not a response. */
  readonly malformed: string | undefined;
  /** Time until the first response was complete; NaN without one. */
  readonly milliseconds: number;
}

/** How long to wait for expected responses. */
export interface Bounds {
  readonly answerMs: number;
  /** When the client goes silent. */
  readonly timeoutMs: number;
}

const DRIBBLE_MS = 3;
const GRACE_MS = 10;

/** Sends a case over a new connection and collects the responses. Never throws. */
export async function exchange(port: number, fuzzCase: FuzzCase, bounds: Bounds): Promise<Exchange> {
  const line = new Line(
    port,
    fuzzCase.requests.map(({ method }) => method),
  );
  try {
    for (const [index, piece] of fuzzCase.pieces.entries()) {
      if (fuzzCase.pace === 'dribble' && index > 0) await sleep(DRIBBLE_MS);
      line.write(piece);
      if (fuzzCase.pace === 'lockstep') await line.until(index + 1, bounds.answerMs);
    }
    if (fuzzCase.after === 'end') line.end();
    if (fuzzCase.after === 'reset') await sleep(fuzzCase.due === 'nothing' ? GRACE_MS : 0);
    else await line.until(fuzzCase.due === 'all' ? fuzzCase.requests.length : 1, waitOf(fuzzCase, bounds));
    return line.result(fuzzCase.due !== 'nothing');
  } finally {
    line.destroy();
  }
}

function waitOf({ after }: FuzzCase, { answerMs, timeoutMs }: Bounds): number {
  return after === 'timeout' ? timeoutMs : answerMs;
}

class Line {
  readonly #socket: Socket;
  readonly #methods: readonly string[];
  readonly #start = performance.now();
  readonly #answers: Answer[] = [];
  #received: Buffer = Buffer.alloc(0);
  #firstMs = NaN;
  #isClosed = false;
  #isHung = false;
  #malformed: string | undefined;
  #changed: () => void = () => undefined;

  constructor(port: number, methods: readonly string[]) {
    this.#methods = methods;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#take();
    });
    this.#socket.on('error', () => undefined);
    for (const event of ['end', 'close'])
      this.#socket.on(event, () => {
        this.#isClosed = true;
        this.#take();
      });
  }

  write(piece: string): void {
    if (this.#socket.writable) this.#socket.write(piece, 'latin1');
  }

  end(): void {
    this.#socket.end();
  }

  /** Waits for `count` responses, the end of the connection, or the timeout. */
  async until(count: number, limitMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.#isHung = true;
      this.#changed();
    }, limitMs);
    while (this.#answers.length < count && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    clearTimeout(timer);
  }

  result(isDue: boolean): Exchange {
    return {
      answers: this.#answers,
      isClosed: this.#isClosed,
      isHung: isDue && this.#isHung,
      malformed: this.#malformed,
      milliseconds: this.#firstMs,
    };
  }

  /** Resets the connection, so that no port is left in TIME_WAIT. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }

  /** Whether no further response is possible; also after an event stream, which has no end. */
  get #isOver(): boolean {
    return this.#isClosed || this.#isHung || this.#malformed !== undefined || this.#answers.at(-1)?.isStream === true;
  }

  #take(): void {
    try {
      while (this.#received.length > 0) {
        const method = this.#methods[this.#answers.length] ?? 'GET';
        const taken = takeAnswer(this.#received, method, this.#isClosed);
        if (taken === undefined) break;
        if (this.#answers.length === 0) this.#firstMs = performance.now() - this.#start;
        this.#answers.push(taken.answer);
        this.#received = taken.rest;
      }
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error;
      this.#malformed = error.message;
    }
    this.#changed();
  }
}
