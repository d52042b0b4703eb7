import { Injectable } from '@nestjs/common';

const MOST = 50;

/** A response with a server error (5xx). */
export interface RecentProblem {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: number;
  /** Code of the problem: `unavailable`. */
  readonly code: string;
  readonly method: string;
  /** Route template, or `unmatched`. */
  readonly route: string;
  readonly requestId: string;
}

/** The latest fifty responses with a server error, for the operations page. */
@Injectable()
export class RecentProblems {
  readonly #problems: RecentProblem[] = [];

  add(problem: RecentProblem): void {
    this.#problems.push(problem);
    if (this.#problems.length > MOST) this.#problems.shift();
  }

  /** Latest first. */
  get all(): readonly RecentProblem[] {
    return this.#problems.toReversed();
  }
}
