import { activeTracing } from './tracing.ts';

/**
 * Like `fetch`, in a client span whose context is sent along (W3C Trace Context). The span records the host but not the path, which can
 * be a secret.
 */
export async function tracedFetch(address: string | URL, init: RequestInit = {}): Promise<Response> {
  const tracing = activeTracing();
  if (tracing === undefined) return await fetch(address, init);
  const { hostname, port, protocol } = new URL(address);
  const { method = 'GET' } = init;
  const attributes = {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  };
  return await tracing.withSpan({ name: method, kind: 'client', attributes }, async (annotate) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(tracing.outgoingHeaders())) headers.set(name, value);
    const response = await fetch(address, { ...init, headers });
    annotate({ 'http.response.status_code': response.status });
    return response;
  });
}
