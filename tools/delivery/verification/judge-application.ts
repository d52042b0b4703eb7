/** The fields of an Argo CD Application that say how far it is. */
export interface Application {
  readonly spec?: { readonly syncPolicy?: { readonly syncOptions?: readonly string[] } };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly startedAt?: string;
      readonly syncResult?: { readonly revision?: string };
    };
    readonly resources?: readonly Resource[];
  };
}

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly health?: { readonly status?: string; readonly message?: string };
}

/** How far an Application is: in order, on the way, not healthy (which may pass), or failed. */
export interface Judgement {
  readonly state: 'done' | 'waiting' | 'degraded' | 'failed';
  /** One sentence, without a period. */
  readonly reason: string;
}

/**
 * Judges an Application.
 *
 * @param contains whether a revision contains the commit that is waited for.
 * @param before when the last operation before this one started; its result does not count.
 */
export function judge(
  { status = {} }: Application,
  contains: (revision: string) => boolean,
  before?: string,
): Judgement {
  const { sync = {}, health = {}, operationState: operation = {} } = status;
  const isAt = sync.revision !== undefined && contains(sync.revision);
  const isOver = !['Running', 'Terminating'].includes(operation.phase ?? '');
  if (isAt && sync.status === 'Synced' && health.status === 'Healthy' && isOver)
    return { state: 'done', reason: `Synced at ${sync.revision} and Healthy` };
  const result = operation.syncResult?.revision;
  const counts = operation.startedAt !== before && result !== undefined && contains(result);
  if (counts && ['Failed', 'Error'].includes(operation.phase ?? ''))
    return {
      state: 'failed',
      reason: `its sync ended with ${String(operation.phase)}: ${firstLine(operation.message)}`,
    };
  if (isAt && sync.status === 'Synced' && health.status === 'Degraded' && isOver)
    return { state: 'degraded', reason: `it is Degraded: ${degraded(status.resources, health.message)}` };
  const where = isAt ? '' : ' at an earlier revision';
  return {
    state: 'waiting',
    reason: `it is ${sync.status ?? 'not compared yet'}${where}, health ${health.status ?? 'unknown'}`,
  };
}

function degraded(resources: readonly Resource[] = [], message = 'no resource is named'): string {
  const named = resources
    .filter(({ health }) => health?.status === 'Degraded')
    .map(({ kind, name, health }) => `${kind} ${name} (${firstLine(health?.message)})`);
  return named.length > 0 ? named.join(', ') : firstLine(message);
}

function firstLine(text = 'no message'): string {
  return text.split('\n')[0] ?? text;
}
