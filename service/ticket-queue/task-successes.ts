import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Task, TicketStore } from './stores/ticket-store.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

const READ_MS = 10_000;

/** When the tasks of the queue last succeeded, read from the storage every 10 s; while it does not respond, as last read. */
@Injectable()
export class TaskSuccesses implements OnApplicationBootstrap, OnApplicationShutdown {
  #latest: ReadonlyMap<Task, number> = new Map();
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(TICKET_STORE) private readonly store: TicketStore) {}

  /** Start of the last successful run of each task, in milliseconds since the epoch; tasks that never succeeded are missing. */
  get latest(): ReadonlyMap<Task, number> {
    return this.#latest;
  }

  /** Reads them now. Never rejects. */
  async read(): Promise<void> {
    try {
      this.#latest = await this.store.successes();
    } catch {
      // The mirror reports that the storage does not respond.
    }
  }

  async onApplicationBootstrap(): Promise<void> {
    this.#timer = setInterval(() => {
      this.read().catch(() => undefined);
    }, READ_MS).unref();
    await this.read();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }
}
