import { Inject, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { SERVER_CONFIG } from '../../common/tokens.ts';
import type { ServerConfig } from '../../config/server.config.ts';
import { Signer } from '../../ticket-queue/signer.ts';
import type { PlacedTicket } from '../../ticket-queue/stores/ticket-store.ts';
import { TicketQueueService } from '../../ticket-queue/ticket-queue.service.ts';
import type { AssetName } from '../frame/assets.ts';
import { PageFrame } from '../frame/page-frame.ts';
import type { PageRequest } from '../frame/page-request.ts';
import { Layout } from '../frame/layout.tsx';
import { QUEUE_MESSAGES } from './queue-messages.ts';
import type { QueuePageContext } from './queue-page-context.ts';
import { Desk } from './templates/desk.tsx';
import { Display, SHOWN_CALLS } from './templates/display.tsx';
import { KioskTicket } from './templates/kiosk-ticket.tsx';
import { MyTicket } from './templates/my-ticket.tsx';
import { Supervisor } from './templates/supervisor.tsx';
import { TakeTicket } from './templates/take-ticket.tsx';

/** Layout options of a queue page. */
interface Frame {
  readonly title: string;
  readonly script?: AssetName;
  readonly state?: Readonly<Record<string, string>>;
  readonly bare?: boolean;
  /** Whether this is the page of the menu entry for taking a ticket. */
  readonly isTaking?: boolean;
  readonly refreshSeconds?: number;
}

/** Reload interval of pages that follow the queue without scripts. */
const REFRESH_SECONDS = 30;

/** Renders the queue's pages. */
@Injectable()
export class QueuePageService {
  constructor(
    private readonly queue: TicketQueueService,
    private readonly frame: PageFrame,
    private readonly signer: Signer,
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
  ) {}

  /** Returns the page for taking a ticket. @param refused whether the submitted form was no longer valid. @throws TicketStoreUnavailableError */
  async take(request: PageRequest, refused = false): Promise<string> {
    const page = this.#context(request);
    const frame: Frame = { title: page.texts.takeTitle, isTaking: true };
    return this.#draw(page, frame, await this.#form(page, '/take', refused));
  }

  /** Returns the kiosk tablet page. @throws TicketStoreUnavailableError */
  async kiosk(request: PageRequest, refused = false): Promise<string> {
    const page = this.#context(request);
    return this.#draw(page, this.#kioskFrame(page), await this.#form(page, '/kiosk', refused));
  }

  /** Returns the kiosk page that shows a new ticket. */
  kioskTicket(request: PageRequest, placed: PlacedTicket): string {
    const page = this.#context(request);
    const estimate = this.queue.estimate(placed.ahead);
    const address = this.#address(placed.ticket.token);
    return this.#draw(page, this.#kioskFrame(page), <KioskTicket {...{ page, placed, estimate, address }} />);
  }

  async #form(page: QueuePageContext, action: '/take' | '/kiosk', refused: boolean): Promise<JSX.Element> {
    await this.queue.settle();
    const { waiting } = this.queue.state();
    const estimate = this.queue.estimate(waiting);
    const { priorities } = this.queue;
    const requestKey = await this.signer.sign('take');
    return <TakeTicket {...{ page, waiting, estimate, priorities, requestKey, refused, action }} />;
  }

  /** Returns the page of a ticket. @throws TicketNotFoundError, TicketStoreUnavailableError */
  async ticket(request: PageRequest, token: string): Promise<string> {
    const page = this.#context(request);
    const placed = await this.queue.find(token);
    const estimate = this.queue.estimate(placed.ahead);
    const address = this.#address(token);
    const body = <MyTicket page={page} placed={placed} estimate={estimate} stale={placed.stale} address={address} />;
    const events = `${this.#events}?ticket=${encodeURIComponent(token)}`;
    const state = { events, state: placed.ticket.state, turn: page.texts.state.called };
    const isOver = ['completed', 'cancelled'].includes(placed.ticket.state);
    const frame: Frame = { title: placed.ticket.number, script: 'queue-ticket.js', state, isTaking: true };
    return this.#draw(page, isOver ? frame : { ...frame, refreshSeconds: REFRESH_SECONDS }, body);
  }

  /** Returns the waiting room display. */
  async display(request: PageRequest): Promise<string> {
    const page = this.#context(request);
    const { texts } = page;
    const called = this.queue.lastCalls().slice(0, SHOWN_CALLS);
    // Without a pass, the display uses unreserved streams.
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

  /** Returns the desk page. */
  desk(request: PageRequest): string {
    const page = this.#context(request);
    const { refused, failed, changed, nobodyWaits } = page.texts;
    const state = { ...this.#api(), refused, failed, changed, nobody: nobodyWaits, ...waitingTexts(page) };
    return this.#draw(page, { title: page.texts.deskTitle, script: 'queue-desk.js', state }, <Desk page={page} />);
  }

  /** Returns the supervisor page. */
  supervisor(request: PageRequest): string {
    const page = this.#context(request);
    const { refused, failed, supervisorTitle: title, minutes } = page.texts;
    const state = { ...this.#api(), refused, failed, minutes: minutes('{count}'), ...waitingTexts(page) };
    return this.#draw(page, { title, script: 'queue-supervisor.js', state }, <Supervisor page={page} />);
  }

  /** Absolute URL of a ticket page. */
  #address(token: string): string | undefined {
    const { PUBLIC_URL: origin } = this.config;
    return origin === undefined ? undefined : `${origin}/${this.queue.name}/tickets/${token}`;
  }

  #kioskFrame(page: QueuePageContext): Frame {
    const state = { events: this.#events, ...waitingTexts(page) };
    return { title: page.texts.takeTitle, script: 'queue-kiosk.js', state, bare: true };
  }

  get #events(): string {
    return `/api/queues/${this.queue.name}/events`;
  }

  #api(): Readonly<Record<string, string>> {
    return { api: `/api/queues/${this.queue.name}`, events: this.#events };
  }

  #context(request: PageRequest): QueuePageContext {
    const page = this.frame.context(request);
    const queueLink = (path: string): string => page.link(`/${this.queue.name}${path}`);
    return { ...page, queueTitle: this.queue.title, texts: QUEUE_MESSAGES[page.language], queueLink };
  }

  #draw(page: QueuePageContext, { isTaking = false, ...frame }: Frame, body: JSX.Element): string {
    return `<!doctype html>${renderToString(
      <Layout page={page} current={isTaking ? `/${this.queue.name}` : undefined} style="queue.css" {...frame}>
        {body}
      </Layout>,
    )}`;
  }
}

/** Templates of the waiting count, for scripts. */
function waitingTexts({ texts }: QueuePageContext): Readonly<Record<string, string>> {
  return {
    'waiting-none': texts.nobody,
    'waiting-one': texts.onePerson,
    'waiting-many': texts.people('{count}'),
  };
}
