import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';

/**
 * Knows when the process is about to stop. Nest runs `onModuleDestroy` before anything is closed, so from there on answers can tell their
 * clients to go elsewhere, and open streams can be ended.
 */
@Injectable()
export class Drain implements OnModuleDestroy {
  private draining = false;
  private readonly listeners = new Set<() => void>();

  get isDraining(): boolean {
    return this.draining;
  }

  /** Calls `listener` when the drain starts. Gives the function that forgets it. */
  onStart(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onModuleDestroy(): void {
    if (this.draining) return;
    this.draining = true;
    for (const listener of this.listeners) listener();
  }
}
