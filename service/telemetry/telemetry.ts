import type { OnApplicationShutdown } from '@nestjs/common';

/** What is exported. */
export type Signal = 'logs' | 'traces';

/** Records of one signal since the start of the process. */
export interface ExportCounts {
  readonly signal: Signal;
  /** Accepted by the receiver. */
  readonly exported: number;
  /** Lost: the queue was full, the receiver refused them, or the process ended. */
  readonly dropped: number;
}

/** Exports logs and traces of the process. */
export interface Telemetry extends OnApplicationShutdown {
  /** Takes a line of the log; undefined if logs are not exported. Returns immediately and never throws. */
  readonly exportLine: ((line: string) => void) | undefined;
  /** Whether requests are traced. */
  readonly isTracing: boolean;
  /** Counts of the exported signals. */
  counts(): readonly ExportCounts[];
  /** Exports what waits, for up to `limitMs`, and drops the rest; records that come later are dropped. Never rejects. */
  close(limitMs: number): Promise<void>;
  /** Closes. The core module provides it, whose hooks run last, after the last lines of all others. */
  onApplicationShutdown(): Promise<void>;
}

/** Exports nothing. */
export const NO_TELEMETRY: Telemetry = {
  exportLine: undefined,
  isTracing: false,
  counts: () => [],
  close: () => Promise.resolve(),
  onApplicationShutdown: () => Promise.resolve(),
};
