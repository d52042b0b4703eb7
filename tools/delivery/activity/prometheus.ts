/** One series of a response, with its value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Prometheus, or what has its HTTP API, such as an Azure Monitor workspace. */
export interface Prometheus {
  /** `https://<workspace>.<region>.prometheus.monitor.azure.com`, or http on this machine. */
  readonly url: string;
  /** A bearer token. @default none */
  readonly token?: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Reads PROMETHEUS_URL and PROMETHEUS_TOKEN; `undefined` if there is no Prometheus.
 *
 * @throws Error if the address is invalid: a token must not be sent unencrypted.
 */
export function prometheusOf(variables: NodeJS.ProcessEnv): Prometheus | undefined {
  const { PROMETHEUS_URL: url = '', PROMETHEUS_TOKEN: token = '' } = variables;
  if (url === '') return undefined;
  if (!/^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])[^\s@]+$/.test(url))
    throw new Error('PROMETHEUS_URL must be an https URL without credentials, or an http URL on localhost');
  return { url: url.replace(/\/$/, ''), ...(token !== '' && { token }) };
}

/**
 * Evaluates PromQL, now or at a time.
 *
 * @throws Error saying that Prometheus does not respond, or what it replied.
 */
export async function query({ url, token }: Prometheus, expression: string, time?: Date): Promise<readonly Sample[]> {
  const body = new URLSearchParams({ query: expression, ...(time && { time: String(time.getTime() / 1000) }) });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body, headers, signal }).catch(() => {
    throw new Error('Prometheus (PROMETHEUS_URL) does not respond');
  });
  const reply = (await response.json().catch(() => ({}))) as { data?: { result?: Vector }; error?: string };
  if (!response.ok || reply.data?.result === undefined)
    throw new Error(
      `Prometheus (PROMETHEUS_URL) replied with ${String(response.status)}: ${reply.error ?? 'no result'}`,
    );
  return reply.data.result.map(({ metric, value: [, text] }) => ({ metric, value: Number(text) }));
}

type Vector = readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[];
