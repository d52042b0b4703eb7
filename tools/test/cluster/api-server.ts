import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { load } from 'js-yaml';
import { selects } from '../../../charts/policy/kubernetes-object.ts';
import { isNewGeneration, refusals, withDefaults } from './admission.ts';
import { resourceNamed } from './api-resources.ts';
import type { ApiResource } from './api-resources.ts';
import { Controllers } from './controllers.ts';
import { discovery } from './discovery.ts';
import type { Conflict } from './field-ownership.ts';
import { patch } from './patches.ts';
import { Store } from './store.ts';
import type { Change, Stored } from './store.ts';

interface Target {
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
}

/**
 * The part of the Kubernetes API that the real kubectl needs for apply, diff, rollout and rollback: discovery, reading
 * and watching, server-side apply with field ownership, patches, and deletion. Like the API server, it rejects unknown
 * fields, changes of immutable fields, conflicts between managers, and namespaces that do not exist.
 */
export class ApiServer {
  readonly store = new Store();
  /** Requests so far, such as `GET /api/v1/namespaces/kiosque-development/pods`. */
  readonly requests: string[] = [];
  readonly #controllers: Controllers;
  readonly #server: Server;

  private constructor(pullable: (image: string) => boolean) {
    this.#controllers = new Controllers(this.store, pullable);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        send(response, 500, status(500, 'InternalError', String(error)));
      });
    });
  }

  /** @param pullable returns whether an image can be pulled; pods with other images never start. */
  static async start(pullable: (image: string) => boolean): Promise<ApiServer> {
    const server = new ApiServer(pullable);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    this.requests.push(`${request.method ?? ''} ${pathname}`);
    const told = discovery(pathname);
    if (told !== undefined) {
      send(response, 200, told);
      return;
    }
    const target = targetOf(pathname, searchParams);
    if (target === undefined)
      send(response, 404, status(404, 'NotFound', 'the server could not find the requested resource'));
    else if (request.method === 'GET') this.#read(target, response);
    else if (request.method === 'DELETE') await this.#delete(target, request, response);
    else if (request.method === 'PATCH') await this.#patch(target, request, response);
    else send(response, 405, status(405, 'MethodNotAllowed', `${String(request.method)} is not supported`));
  }

  #read(target: Target, response: ServerResponse): void {
    const { resource, namespace, name, query, subresource } = target;
    if (subresource === 'log') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('a line of the log\n');
    } else if (query.get('watch') === 'true' || query.get('watch') === '1') {
      this.#watch(target, response);
    } else if (name === '') {
      const items = this.store.list(resource.kind, namespace).filter((object) => matches(object, query));
      const metadata = { resourceVersion: String(this.store.version) };
      send(response, 200, { apiVersion: resource.groupVersion, kind: `${resource.kind}List`, metadata, items });
    } else {
      const found = this.store.get(resource, namespace, name);
      if (found === undefined) send(response, 404, notFound(resource, name));
      else send(response, 200, found);
    }
  }

  #watch({ resource, namespace, query }: Target, response: ServerResponse): void {
    if (query.get('sendInitialEvents') === 'true') {
      send(response, 422, status(422, 'Invalid', 'sendInitialEvents is forbidden: the feature WatchList is off'));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const tell = ({ type, object, resource: { kind } }: Change): void => {
      const here = kind === resource.kind && (namespace ?? object.metadata.namespace) === object.metadata.namespace;
      if (here && matches(object, query)) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    const since = Number(query.get('resourceVersion') ?? this.store.version);
    for (const change of this.store.changes.filter(({ version }) => version >= since)) tell(change);
    response.once('close', this.store.watch(tell));
  }

  async #delete(
    { resource, namespace, name }: Target,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const options = load(await textOf(request)) as { preconditions?: { uid?: string } } | undefined;
    const found = this.store.get(resource, namespace, name);
    const wanted = options?.preconditions?.uid ?? found?.metadata.uid;
    if (found === undefined) send(response, 404, notFound(resource, name));
    else if (found.metadata.uid === wanted) {
      this.store.delete(resource, namespace, name);
      send(response, 200, found);
    } else send(response, 409, status(409, 'Conflict', `Precondition failed: UID is ${found.metadata.uid}`));
    this.#controllers.reconcile();
  }

  async #patch(target: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { resource, namespace, name, query } = target;
    if (namespace !== undefined && this.store.list('Namespace').every(({ metadata }) => metadata.name !== namespace)) {
      send(response, 404, status(404, 'NotFound', `namespaces "${namespace}" not found`));
      return;
    }
    const before = this.store.get(resource, namespace, name);
    const managed = structuredClone(this.store.managedFieldsOf(resource, namespace, name));
    const patched = patch(before, load(await textOf(request)), String(request.headers['content-type']), query, managed);
    if ('conflicts' in patched) {
      send(response, 409, conflictStatus(patched.conflicts));
      return;
    }
    const after = withDefaults(patched.object);
    const problems = await refusals(after, before);
    if (problems.length > 0) {
      send(response, 422, status(422, 'Invalid', `${resource.kind} "${name}" is invalid: ${problems.join(', ')}`));
      return;
    }
    const generation = Number(before?.metadata['generation'] ?? 0) + (isNewGeneration(before, after) ? 1 : 0);
    after.metadata = { ...after.metadata, generation };
    if (query.get('dryRun') !== 'All') {
      this.store.put(resource, after, managed);
      this.#controllers.reconcile();
    }
    send(response, before === undefined ? 201 : 200, after);
  }
}

function targetOf(path: string, query: URLSearchParams): Target | undefined {
  const core = /^\/api\/(v1)\/(.+)$/.exec(path);
  const [, groupVersion = '', rest = ''] = core ?? /^\/apis\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  const steps = rest.split('/');
  const inNamespace = steps[0] === 'namespaces' && steps.length > 2;
  const [plural = '', name = '', subresource = ''] = inNamespace ? steps.slice(2) : steps;
  const resource = resourceNamed(groupVersion, plural);
  return resource && { resource, namespace: inNamespace ? steps[1] : undefined, name, subresource, query };
}

function matches({ metadata }: Stored, query: URLSearchParams): boolean {
  const pairs = (query.get('labelSelector') ?? '').split(',').filter(Boolean);
  const labels = Object.fromEntries(pairs.map((pair) => pair.split('='))) as Record<string, string>;
  const [, name] = /(?:^|,)metadata\.name=([^,]+)/.exec(query.get('fieldSelector') ?? '') ?? [];
  return selects({ matchLabels: labels }, metadata.labels ?? {}) && (name ?? metadata.name) === metadata.name;
}

function conflictStatus(conflicts: readonly Conflict[]): object {
  const causes = conflicts.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"`,
    field,
  }));
  const count = conflicts.length === 1 ? '1 conflict' : `${String(conflicts.length)} conflicts`;
  const words = conflicts.map(({ manager, field }) => `conflict with "${manager}": ${field}`).join(', ');
  return { ...status(409, 'Conflict', `Apply failed with ${count}: ${words}`), details: { causes } };
}

function notFound({ name: plural, groupVersion }: ApiResource, name: string): object {
  const group = groupVersion.includes('/') ? `.${groupVersion.split('/')[0] ?? ''}` : '';
  return status(404, 'NotFound', `${plural}${group} "${name}" not found`);
}

function status(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
