/** Why there is no token: `unreachable` may be temporary, the others require a configuration change. */
export type CredentialFailure = 'unreachable' | 'forbidden' | 'misconfigured';

/** An identity could not be used; the message is one sentence without secrets. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
  readonly failure: CredentialFailure;

  constructor(failure: CredentialFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** The authority did not respond in time. */
export class TokenTimeoutError extends Error {
  override readonly name = 'TokenTimeoutError';
}

/** Properties of errors of the SDK and MSAL, whose messages can be very long. */
interface Details {
  readonly message?: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly errorCode?: string;
  readonly cause?: unknown;
}

type KnownCode = readonly [codes: RegExp, failure: CredentialFailure, advice: string];

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const KNOWN_CODES: readonly KnownCode[] = [
  [/^(?:700016|7000229)$/, 'misconfigured', 'AZURE_CLIENT_ID is unknown in the tenant AZURE_TENANT_ID: check both'],
  [/^(?:90002|900023)$/, 'misconfigured', 'AZURE_TENANT_ID is not a tenant of AZURE_AUTHORITY_HOST: check both'],
  [
    /^70021\d{0,2}$/,
    'forbidden',
    'no federated credential of the identity AZURE_CLIENT_ID matches the token in AZURE_FEDERATED_TOKEN_FILE: check its issuer, subject and audience',
  ],
  [
    /^700024$/,
    'forbidden',
    'the token in AZURE_FEDERATED_TOKEN_FILE has expired or is not yet valid: check the clocks, and that the kubelet renews the token',
  ],
  [/^(?:90033|90025|90006)$/, 'unreachable', 'the authority is overloaded; the request will be retried'],
];

/** Explains a workload identity failure in one sentence. @param authority host that issues the token. */
export function explainWorkloadIdentity(error: unknown, authority: string): CredentialError {
  const [failure, reason] = workloadIdentityFailure(causes(error), authority);
  return new CredentialError(failure, `workload identity returned no token: ${reason}`);
}

function workloadIdentityFailure(chain: readonly Details[], authority: string): readonly [CredentialFailure, string] {
  const file = chain.find(({ syscall }) => syscall === 'open' || syscall === 'read')?.code;
  const isEmpty = chain.some(({ message }) => message?.includes('No content on the file'));
  if (file !== undefined || isEmpty) {
    const why = file === undefined ? 'is empty' : `cannot be read (${file})`;
    const advice = 'check the path, and that the workload identity webhook mounts it in the pod';
    return ['misconfigured', `the file AZURE_FEDERATED_TOKEN_FILE ${why}: ${advice}`];
  }
  const code = entraCode(chain);
  if (code !== undefined) {
    const advice = 'check AZURE_CLIENT_ID, AZURE_TENANT_ID and the federated credential of the identity';
    const [, failure, meaning] = KNOWN_CODES.find(([codes]) => codes.test(code)) ?? [/./, 'forbidden' as const, advice];
    return [failure, `${authority} returned AADSTS${code}, ${meaning}`];
  }
  const timedOut = chain.find((cause) => cause instanceof TokenTimeoutError)?.message;
  const why = timedOut ?? `could not be reached (${word(chain)})`;
  const advice = 'check AZURE_AUTHORITY_HOST, AZURE_TENANT_ID and that the pod can connect to it';
  return ['unreachable', `${authority} ${why}: ${advice}`];
}

/** Explains a failure of the SDK's default chain, which has no single cause. */
export function explainDefaultChain(error: unknown): CredentialError {
  const code = entraCode(causes(error));
  const answer = code === undefined ? '' : ` (AADSTS${code})`;
  const message = `no credential in the Azure SDK’s default chain returned a token${answer}: sign in with az login, or set AZURE_CREDENTIAL to workload-identity in a pod`;
  return new CredentialError('misconfigured', message);
}

function causes(error: unknown): readonly Details[] {
  const chain: Details[] = [];
  for (let next = error; next instanceof Error && chain.length < 10; next = next.cause) chain.push(next);
  return chain;
}

function entraCode(chain: readonly Details[]): string | undefined {
  return chain.map(({ message }) => /AADSTS(\d+)/.exec(message ?? '')?.[1]).find((code) => code !== undefined);
}

/** Returns the code closest to the cause; MSAL puts its code at the start of the message if it sets no other. */
function word(chain: readonly Details[]): string {
  const codes = chain.map(
    ({ code, errorCode, message }) => code ?? errorCode ?? /^[a-z]+_[a-z_]+/.exec(message ?? '')?.[0],
  );
  return codes.findLast((code) => code !== undefined) ?? 'no answer';
}
