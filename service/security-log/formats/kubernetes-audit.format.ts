import { numericTime } from '../events/times.ts';
import { fieldOf } from './json-access.ts';
import type { JsonObject } from './json-line.ts';
import type { LineContext, LogFormat } from './log-format.ts';
import { otherEvent } from './log-format.ts';

/** Audit log of the Kubernetes API server (`audit.k8s.io/v1`), one event per line. */
export const kubernetesAudit: LogFormat = {
  name: 'kubernetes-audit',
  read(_line, context) {
    const { json } = context;
    if (json?.['kind'] !== 'Event' || !fieldOf(json, ['apiVersion']).startsWith('audit.k8s.io/')) return undefined;
    const stamp = fieldOf(json, ['requestReceivedTimestamp', 'stageTimestamp', 'timestamp']);
    const time = numericTime(stamp, 0, 0)?.time ?? context.envelope.time;
    // A request has an event for each stage; the last one has the answer.
    if (!['ResponseComplete', 'Panic'].includes(fieldOf(json, ['stage']))) return otherEvent(time, context);
    const reference = part(json, 'objectRef');
    const status = Number(fieldOf(part(json, 'responseStatus'), ['code']));
    const subresource = fieldOf(reference, ['subresource']);
    return {
      kind: 'kubernetes',
      time,
      client: clientIn(json['sourceIPs'], context),
      count: 1,
      target: fieldOf(reference, ['namespace']) || undefined,
      verb: fieldOf(json, ['verb']),
      resource:
        fieldOf(reference, ['resource']) + (subresource === '' ? '' : `/${subresource}`) ||
        fieldOf(json, ['requestURI']),
      namespace: fieldOf(reference, ['namespace']),
      name: fieldOf(reference, ['name']),
      user: fieldOf(part(json, 'user'), ['username']),
      isAllowed:
        status !== 401 &&
        status !== 403 &&
        fieldOf(part(json, 'annotations'), ['authorization.k8s.io/decision']) !== 'forbid',
      status,
    };
  },
};

function part(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** The last address is that of the connection; the client can write the ones before it. */
function clientIn(addresses: unknown, context: LineContext): string | undefined {
  if (!Array.isArray(addresses)) return undefined;
  const texts = addresses.filter((address): address is string => typeof address === 'string').slice(-100);
  const peer = texts.pop();
  return peer === undefined ? undefined : context.clientOf(peer, texts.length === 0 ? undefined : texts.join(','));
}
