import { Inject, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { SERVER_CONFIG } from '../../common/tokens.ts';
import type { ServerConfig } from '../../config/server.config.ts';
import { QueueMirror } from '../../ticket-queue/queue.mirror.ts';
import { Signer } from '../../ticket-queue/signer.ts';
import { TicketQueueService } from '../../ticket-queue/ticket-queue.service.ts';
import type { AssetName } from '../assets.ts';
import { PageFrame } from '../page-frame.ts';
import type { PageRequest } from '../page-request.ts';
import { Layout } from '../templates/layout.tsx';
import { QueuePageContext } from './queue-page-context.ts';
import { Desk } from './templates/desk.tsx';
import { Display, SHOWN_CALLS } from './templates/display.tsx';
import { MyTicket } from './templates/my-ticket.tsx';
import { Supervisor } from './templates/supervisor.tsx';
import { TakeTicket } from './templates/take-ticket.tsx';

/** How a page of the queue is framed. */
interface Frame {
  readonly title: string;
  readonly script?: AssetName;
  readonly state?: Readonly<Record<string, string>>;
  readonly bare?: boolean;
}

/** Draws the queue's pages as HTML. */
@Injectable()
export class QueuePageService {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly mirror: QueueMirror,
    private readonly frame: PageFrame,
    private readonly signer: Signer,
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Where people take a ticket; `refused` says that the form they sent was not valid any more. @throws TicketStoreUnavailableError */
  async take(request: PageRequest, refused = false): Promise<string> {
    const page = this.#context(request);
    await this.queue.settle();
    const { waiting } = this.queue.state();
    const estimate = this.mirror.statistics.estimate(waiting);
    const { priorities } = this.queue;
    const requestKey = await this.signer.sign('take');
    const body = <TakeTicket {...{ page, waiting, estimate, priorities, requestKey, refused }} />;
    return this.#draw(page, { title: page.texts.takeTitle }, body);
  }

  /** A person's own ticket. @throws TicketNotFoundError, TicketStoreUnavailableError */
  async ticket(request: PageRequest, token: string): Promise<string> {
    const page = this.#context(request);
    const placed = await this.queue.find(token);
    const estimate = this.mirror.statistics.estimate(placed.ahead);
    const { PUBLIC_URL: origin } = this.config;
    const address = origin === undefined ? undefined : `${origin}/${this.queue.name}/tickets/${token}`;
    const body = <MyTicket page={page} placed={placed} estimate={estimate} stale={placed.stale} address={address} />;
    const events = `${this.#events}?ticket=${encodeURIComponent(token)}`;
    const state = { events, state: placed.ticket.state, turn: page.texts.state.called };
    return this.#draw(page, { title: placed.ticket.number, script: 'queue-ticket.js', state }, body);
  }

  /** The screen of the waiting room. */
  async display(request: PageRequest): Promise<string> {
    const page = this.#context(request);
    const { texts } = page;
    const called = this.mirror.state?.called ?? [];
    // Without a pass the display still follows the queue, as anybody may.
    const pass = await this.signer.sign('display').catch(() => '');
    const state = {
      events: `${this.#events}?display=${pass}`,
      counter: texts.goTo('{counter}'),
      language: page.language,
      shown: String(SHOWN_CALLS),
      ...waitingTexts(page),
    };
    const frame: Frame = { title: texts.display, script: 'queue-display.js', state, bare: true };
    return this.#draw(page, frame, <Display page={page} called={called} />);
  }

  /** Where staff works. */
  desk(request: PageRequest): string {
    const page = this.#context(request);
    const { refused, failed, changed, nobodyWaits } = page.texts;
    const state = { ...this.#api(), refused, failed, changed, nobody: nobodyWaits, ...waitingTexts(page) };
    return this.#draw(page, { title: page.texts.deskTitle, script: 'queue-desk.js', state }, <Desk page={page} />);
  }

  /** Where the supervisor looks. */
  supervisor(request: PageRequest): string {
    const page = this.#context(request);
    const { refused, failed, supervisorTitle: title, minutes } = page.texts;
    const state = { ...this.#api(), refused, failed, minutes: minutes('{count}'), ...waitingTexts(page) };
    return this.#draw(page, { title, script: 'queue-supervisor.js', state }, <Supervisor page={page} />);
  }

  get #events(): string {
    return `/api/queues/${this.queue.name}/events`;
  }

  #api(): Readonly<Record<string, string>> {
    return { api: `/api/queues/${this.queue.name}`, events: this.#events };
  }

  #context(request: PageRequest): QueuePageContext {
    return new QueuePageContext(this.frame.fields(request), this.queue.name, this.queue.title);
  }

  #draw(page: QueuePageContext, frame: Frame, body: JSX.Element): string {
    return `<!doctype html>${renderToString(
      <Layout page={page} current={`/${page.queue}`} style="queue.css" {...frame}>
        {body}
      </Layout>,
    )}`;
  }
}

/** The ways to say how many wait, for scripts to fill in. */
function waitingTexts({ texts }: QueuePageContext): Readonly<Record<string, string>> {
  return {
    'waiting-none': texts.nobody,
    'waiting-one': texts.onePerson,
    'waiting-many': texts.people('{count}'),
  };
}
