import { Inject, Injectable } from '@nestjs/common';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { SERVER_CONFIG } from '../../common/tokens.ts';
import type { ServerConfig } from '../../config/server.config.ts';
import { Signer } from '../../ticket-queue/signer.ts';
import type { PlacedTicket } from '../../ticket-queue/stores/ticket-store.ts';
import { TicketQueueService } from '../../ticket-queue/ticket-queue.service.ts';
import type { Account } from '../frame/account.tsx';
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

/** A request of a queue page, with what its credential allows. */
export interface QueuePageRequest extends PageRequest {
  /** Who is signed in. */
  readonly account: Account | undefined;
  /** Token that the page's forms must send if cookies authenticate them. */
  readonly csrfToken: string | undefined;
  /** Whether the page may follow the queue's events. */
  readonly mayFollow: boolean;
}

/** Layout options of a queue page. */
interface Frame {
  readonly title: string;
  readonly script?: AssetName;
  readonly state?: Readonly<Record<string, string>>;
  readonly bare?: boolean;
  /** Whether this is the page of the menu entry for taking a ticket. */
  readonly isTaking?: boolean;
  readonly account?: Account | undefined;
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
  async take(request: QueuePageRequest, refused = false): Promise<string> {
    const page = this.#context(request);
    const frame: Frame = { title: page.texts.takeTitle, isTaking: true };
    return this.#draw(page, frame, await this.#form(page, request, '/take', refused));
  }

  /** Returns the kiosk tablet page. @throws TicketStoreUnavailableError */
  async kiosk(request: QueuePageRequest, refused = false): Promise<string> {
    const page = this.#context(request);
    return this.#draw(page, this.#kioskFrame(page, request), await this.#form(page, request, '/kiosk', refused));
  }

  /** Returns the kiosk page that shows a new ticket. */
  kioskTicket(request: QueuePageRequest, placed: PlacedTicket): string {
    const page = this.#context(request);
    const estimate = this.queue.estimate(placed.ahead);
    const address = this.#address(placed.ticket.token);
    return this.#draw(page, this.#kioskFrame(page, request), <KioskTicket {...{ page, placed, estimate, address }} />);
  }

  async #form(
    page: QueuePageContext,
    { csrfToken }: QueuePageRequest,
    action: '/take' | '/kiosk',
    refused: boolean,
  ): Promise<JSX.Element> {
    await this.queue.settle();
    const { waiting } = this.queue.state();
    const estimate = this.queue.estimate(waiting);
    const { priorities } = this.queue;
    const requestKey = await this.signer.sign('take');
    return <TakeTicket {...{ page, waiting, estimate, priorities, requestKey, csrfToken, refused, action }} />;
  }

  /** Returns the page of a ticket. @throws TicketNotFoundError, TicketStoreUnavailableError */
  async ticket(request: QueuePageRequest, token: string): Promise<string> {
    const page = this.#context(request);
    const placed = await this.queue.find(token);
    const estimate = this.queue.estimate(placed.ahead);
    const address = this.#address(token);
    const body = <MyTicket page={page} placed={placed} estimate={estimate} stale={placed.stale} address={address} />;
    const events = `${this.#events}?ticket=${encodeURIComponent(token)}`;
    const state = { events, state: placed.ticket.state, turn: page.texts.state.called };
    const isOver = ['completed', 'cancelled'].includes(placed.ticket.state);
    const frame: Frame = {
      title: placed.ticket.number,
      ...(request.mayFollow && { script: 'queue-ticket.js' as const, state }),
      isTaking: true,
    };
    return this.#draw(page, isOver ? frame : { ...frame, refreshSeconds: REFRESH_SECONDS }, body);
  }

  /** Returns the waiting room display. */
  async display(request: QueuePageRequest): Promise<string> {
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
  desk(request: QueuePageRequest): string {
    const page = this.#context(request);
    const { refused, failed, changed, nobodyWaits } = page.texts;
    const { account } = request;
    const texts = { refused, failed, changed, nobody: nobodyWaits };
    const state = { ...this.#api(request), ...texts, ...waitingTexts(page) };
    const frame: Frame = { title: page.texts.deskTitle, script: 'queue-desk.js', state, account };
    return this.#draw(page, frame, <Desk page={page} />);
  }

  /** Returns the supervisor page. */
  supervisor(request: QueuePageRequest): string {
    const page = this.#context(request);
    const { refused, failed, supervisorTitle: title, minutes } = page.texts;
    const state = { ...this.#api(request), refused, failed, minutes: minutes('{count}'), ...waitingTexts(page) };
    const { account } = request;
    return this.#draw(page, { title, script: 'queue-supervisor.js', state, account }, <Supervisor page={page} />);
  }

  /** Absolute URL of a ticket page. */
  #address(token: string): string | undefined {
    const { PUBLIC_URL: origin } = this.config;
    return origin === undefined ? undefined : `${origin}/${this.queue.name}/tickets/${token}`;
  }

  #kioskFrame(page: QueuePageContext, { mayFollow }: QueuePageRequest): Frame {
    const state = { events: this.#events, ...waitingTexts(page) };
    const following = mayFollow ? { script: 'queue-kiosk.js' as const, state } : {};
    return { title: page.texts.takeTitle, ...following, bare: true };
  }

  get #events(): string {
    return `/api/queues/${this.queue.name}/events`;
  }

  #api({ csrfToken }: QueuePageRequest): Readonly<Record<string, string>> {
    return { api: `/api/queues/${this.queue.name}`, events: this.#events, csrf: csrfToken ?? '' };
  }

  #context(request: PageRequest): QueuePageContext {
    const page = this.frame.context(request);
    const queueLink = (path: string): string => page.link(`/${this.queue.name}${path}`);
    return { ...page, queueTitle: this.queue.title, texts: QUEUE_MESSAGES[page.language], queueLink };
  }

  #draw(page: QueuePageContext, { isTaking = false, ...frame }: Frame, body: JSX.Element): string {
    return `<!doctype html>${renderToString(
      <Layout
        page={page}
        current={isTaking ? `/${this.queue.name}` : undefined}
        style={['queue.css', 'access.css']}
        {...frame}
      >
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
