import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './answer.ts';
import { Canary, failingPages, strayItems } from './canary.ts';
import { Description } from './description.ts';
import { COLLECTIONS } from './documents.ts';
import type { Documents } from './documents.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { SERVICES } from './fuzz-case.ts';
import type { FuzzCase, ServiceName } from './fuzz-case.ts';
import { FuzzedService } from './fuzzed-service.ts';
import { ask } from './http-get.ts';
import { judgeLogLine } from './log-line.ts';
import type { GeneratorContext } from './openapi.generator.ts';
import { judge } from './verdict.ts';
import type { Failure } from './verdict.ts';

const QUEUE = 'fuzz';
const REQUEST_TIMEOUT_SECONDS = 1;
const BOUNDS = { answerMs: 8000, timeoutMs: 6000 };
const FIRST_TICKETS = 20;
const TOKENS_IN_USE = 50;

interface Actor {
  readonly service: FuzzedService;
  readonly description: Description;
  readonly canary: Canary;
}

/** A failure, and the request named in its log line. */
export type Inspected = Failure & { readonly index?: number };

/** The services under attack and their known state. */
export class Stage {
  readonly context: GeneratorContext;
  readonly #actors: Readonly<Record<ServiceName, Actor>>;
  readonly #tokens: string[] = [];
  readonly #secrets = new Set<string>();

  private constructor(actors: Readonly<Record<ServiceName, Actor>>, context: GeneratorContext) {
    this.#actors = actors;
    this.context = context;
  }

  /** Starts both services: their queue and settings in `directory`, which must exist. */
  static async open(directory: string, documents: Documents): Promise<Stage> {
    const key = randomBytes(32).toString('base64url');
    const keys = join(directory, 'keys.json');
    const sha256 = createHash('sha256').update(key).digest('hex');
    writeFileSync(keys, JSON.stringify({ keys: [{ name: 'fuzz', sha256, scopes: ['desk', 'supervisor'] }] }));
    const common = { REQUEST_TIMEOUT_SECONDS: String(REQUEST_TIMEOUT_SECONDS), LOG_REQUESTS: 'all' };
    const queue = {
      QUEUE_NAME: QUEUE,
      ACCESS_DIRECTORY: directory,
      QUEUE_DIRECTORY: join(directory, `queue-${randomBytes(4).toString('hex')}`),
      QUEUE_KEYS_FILE: keys,
      QUEUE_TICKETS_PER_MINUTE: '0',
    };
    const full = actor({ ...common, ...queue, CONTENT_DIRECTORY: documents.tame });
    // Other settings cover other code paths: every request is counted, some origins are allowed.
    const content = actor({
      ...common,
      FEATURES: 'content',
      CONTENT_DIRECTORY: documents.hostile,
      RATE_LIMIT_PER_MINUTE: '1000000',
      TRUSTED_PROXIES: '1',
      CORS_ORIGINS: 'https://allowed.example',
    });
    const actors = { full: await full, content: await content };
    const descriptions = { full: actors.full.description, content: actors.content.description };
    const stage = new Stage(actors, { descriptions, queue: QUEUE, ids: documents.ids, key });
    for (let ticket = 0; ticket < FIRST_TICKETS; ticket++)
      stage.#learn(await ask(actors.full.service.port, `/api/queues/${QUEUE}/tickets`, [], 'POST'));
    return stage;
  }

  /** Returns which service has exited, and how; undefined while both run. */
  get ended(): string | undefined {
    const name = SERVICES.find((service) => this.#actors[service].service.ended !== undefined);
    if (name === undefined) return undefined;
    const { service } = this.#actors[name];
    return `the service "${name}" ended with ${service.ended ?? ''}:\n${service.tail()}`;
  }

  /** Whether both respond. One that does not gets time to exit, so that `ended` can report it. */
  async isAlive(): Promise<boolean> {
    for (const name of SERVICES) {
      const { service } = this.#actors[name];
      const answers = await ask(service.port, '/healthz').then(
        () => true,
        () => false,
      );
      if (!answers) await service.waitForEnd();
    }
    return this.ended === undefined;
  }

  /** Returns the bytes of a case, with the token of a ticket inserted. */
  written({ pieces }: FuzzCase, index: number): readonly string[] {
    const recent = this.#tokens.slice(-TOKENS_IN_USE);
    const token = recent[index % recent.length] ?? '';
    return pieces.map((piece) =>
      piece.replaceAll('{token}', token).replaceAll('%7btoken%7d', token.replace('.', '%2e')),
    );
  }

  /** Sends a case, and returns the problems of its responses. */
  async play(fuzzCase: FuzzCase, index: number): Promise<{ exchange: Exchange; failures: readonly Failure[] }> {
    const { service, description, canary } = this.#actors[fuzzCase.service];
    const result = await exchange(service.port, { ...fuzzCase, pieces: this.written(fuzzCase, index) }, BOUNDS);
    if (result.answers.length === 0 && result.isClosed) await this.isAlive();
    if (this.ended !== undefined) return { exchange: result, failures: [] };
    for (const answer of result.answers) this.#learn(answer);
    return { exchange: result, failures: judge(fuzzCase, result, description, canary) };
  }

  /** Returns problems that no single response shows: in the log, and in known pages. */
  async inspect(): Promise<readonly Inspected[]> {
    const failures: Inspected[] = [];
    for (const name of SERVICES) {
      const { service, canary } = this.#actors[name];
      if (service.ended !== undefined) continue;
      const changes = await canary.changes();
      failures.push(...changes.map((detail) => ({ rule: `a known page changed (${name})`, detail })));
      failures.push(...service.newLines().flatMap((line) => judgeLogLine(line, this.#secrets)));
    }
    return failures;
  }

  /** Returns known pages that fail, and items whose URL returns something else, independently of any attack. */
  async survey(): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    for (const name of SERVICES) {
      const { service, canary } = this.#actors[name];
      failures.push(...canary.failing().map((detail) => ({ rule: `a known page fails (${name})`, detail })));
      const pages = await failingPages(service.port, COLLECTIONS);
      failures.push(...pages.map((detail) => ({ rule: `a page of a collection fails (${name})`, detail })));
      const stray = await strayItems(service.port, COLLECTIONS);
      failures.push(
        ...stray.map(({ status, detail }) => ({
          rule:
            status === 200
              ? `another item in place of one (${name})`
              : `the address of an item is ${String(status)} (${name})`,
          detail,
        })),
      );
    }
    return failures;
  }

  /** Peak resident memory of each service, in MB. */
  peakMb(): Readonly<Record<ServiceName, number>> {
    return { full: this.#actors.full.service.peakMb(), content: this.#actors.content.service.peakMb() };
  }

  /** Stops both; returns the exit status of those that failed. */
  async close(): Promise<readonly string[]> {
    const ends = await Promise.all(SERVICES.map((name) => this.#actors[name].service.stop()));
    return ends.flatMap((end, index) => (end === 'status 0' ? [] : [`${SERVICES[index] ?? ''}: ${end}`]));
  }

  /** Collects the ticket tokens in a response, which must not appear in the log. */
  #learn({ headers, body }: Answer): void {
    const text = `${headers['location'] ?? ''} ${headers['content-encoding'] === undefined ? body.toString('latin1') : ''}`;
    for (const [token, secret = ''] of text.matchAll(/\bfuzz\.([\w-]{22})\b/g)) {
      if (this.#secrets.has(secret)) continue;
      this.#secrets.add(secret);
      this.#tokens.push(token);
    }
  }
}

async function actor(environment: Readonly<Record<string, string>>): Promise<Actor> {
  const service = await FuzzedService.start(environment);
  const document: unknown = JSON.parse((await ask(service.port, '/openapi.json')).body.toString());
  return { service, description: new Description(document), canary: await Canary.taken(service.port) };
}
