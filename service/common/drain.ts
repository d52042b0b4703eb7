import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';

/**
 * Signals that the process is about to stop. Nest calls `onModuleDestroy` before anything is closed, so responses can close their
 * connections and open streams can be ended.
 */
@Injectable()
export class Drain implements OnModuleDestroy {
  #draining = false;
  readonly #listeners: (() => void)[] = [];

  get isDraining(): boolean {
    return this.#draining;
  }

  /** Calls `listener` when the drain starts. */
  onStart(listener: () => void): void {
    this.#listeners.push(listener);
  }

  onModuleDestroy(): void {
    if (this.#draining) return;
    this.#draining = true;
    for (const listener of this.#listeners) listener();
  }
}
