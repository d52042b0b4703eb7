import { TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { RequestSpan } from '../common/tracing/tracing.ts';

const IDS = new RandomIdGenerator();

/** A request in progress, or one whose span has ended. */
export interface Task {
  isOpen: boolean;
}

/** Runs work with a span as the current one. */
export type RunWith = <Result>(span: SpanContext, task: Task, work: () => Result) => Result;

/** A request that is not recorded, at almost no cost. It has ids, for the log and for others, from when they are first asked for. */
export class UnsampledRequest implements RequestSpan {
  readonly isRecording = false;
  readonly #runWith: RunWith;
  readonly #task: Task = { isOpen: true };
  #context: SpanContext | undefined;

  constructor(runWith: RunWith) {
    this.#runWith = runWith;
  }

  get traceId(): string {
    return this.#ids().traceId;
  }

  get spanId(): string {
    return this.#ids().spanId;
  }

  run<Result>(work: () => Result): Result {
    return this.#runWith(this.#ids(), this.#task, work);
  }

  end(): void {
    this.#task.isOpen = false;
  }

  #ids(): SpanContext {
    this.#context ??= { traceId: IDS.generateTraceId(), spanId: IDS.generateSpanId(), traceFlags: TraceFlags.NONE };
    return this.#context;
  }
}
