import { describe, expect, it } from '@jest/globals';
import { environments } from '../../../charts/environments/environments.ts';
import { production } from '../../../charts/environments/production.ts';
import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import { render } from '../../../charts/render.ts';
import { appRoutingExposure, gatewayExposure, ingressExposure } from '../../../charts/test/exposures.fixture.ts';
import { objectsOf } from '../../../charts/test/objects.ts';
import { collector, monitored } from '../../../charts/test/observability.fixture.ts';
import { ID } from '../../../charts/test/web-service.fixture.ts';
import { flowMatrix } from './flow-matrix.ts';

const { securityLog } = production;
if (securityLog === undefined) throw new Error('production has no security log');
const SUMMARIES = { day: '0 7 * * *', week: '30 7 * * 1' };
const MAIL = { settings: { NOTIFICATIONS_SMTP_HOST: 'smtp.example.org' } };

const queues = production.ticketQueues.names;
const rendered = objectsOf(render([production])).map(({ object }) => object);

interface Rule {
  readonly from: object[];
  readonly to: object[];
  readonly ports: readonly object[];
}

/** The parts of NetworkPolicies and Services that are changed. */
interface Spec {
  readonly ingress: readonly [Rule, Rule];
  readonly egress: readonly [Rule, Rule];
  readonly ports: readonly object[];
}

/** The objects with the specification of one of them changed. */
function changed(kind: string, name: string, change: (spec: Spec) => object): KubernetesObject[] {
  const isIt = (object: KubernetesObject) => object.kind === kind && object.metadata.name === name;
  expect(rendered.filter(isIt)).toHaveLength(1);
  return rendered.map((object) =>
    isIt(object) ? { ...object, spec: change(structuredClone(object.spec) as unknown as Spec) } : object,
  );
}

function linesOf(objects: readonly KubernetesObject[]): string[] {
  return flowMatrix(objects, queues).trim().split('\n').slice(2);
}

/** Lines that one list has and the other does not. */
function difference(objects: readonly KubernetesObject[]): { removed: string[]; added: string[] } {
  const [before, after] = [linesOf(rendered), linesOf(objects)];
  return {
    removed: before.filter((line) => !after.includes(line)),
    added: after.filter((line) => !before.includes(line)),
  };
}

describe(flowMatrix.name, () => {
  it('should list what the NetworkPolicies of both sides allow', () => {
    expect(linesOf(rendered)).toContain(
      '| blocklist-publisher | security-log | 3000 | TCP | security-log:80 | the signed lists to publish | NetworkPolicy blocklist-publisher, NetworkPolicy security-log |',
    );
    expect(linesOf(rendered)).toContain(
      '| 10.225.0.0/24 | content | 3000 | TCP | content:80 | forwarded requests | NetworkPolicy content |',
    );
  });

  it('should list each flow once, and none that only one side allows', () => {
    const lines = linesOf(rendered);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.filter((line) => line.startsWith('| content | redis '))).toEqual([]);
  });

  it('should name the monitor that collects metrics, and the workload whose probes need no rule', () => {
    expect(linesOf(rendered)).toContain(
      '| all pods of namespace kube-system | content | 9464 | TCP |  | metrics, collected by Prometheus | NetworkPolicy content, PodMonitor content |',
    );
    expect(linesOf(rendered)).toContain(
      '| nodes | content | 3000 | TCP |  | probes of the kubelet | probes of Deployment content |',
    );
  });

  it.each([
    [
      'the address that requests come from',
      'content',
      (spec: Spec) => spec.ingress[0].from,
      '| 10.225.0.0/24 | content | 3000 ',
    ],
    [
      'a namespace that metrics are collected from',
      'content',
      (spec: Spec) => spec.ingress[1].from,
      '| all pods of namespace kube-system | content | 9464 ',
    ],
    [
      'an address that may be connected to',
      'content',
      (spec: Spec) => spec.egress[0].to,
      '| content | 0.0.0.0/0 except 169.254.169.254/32 | 443 ',
    ],
    [
      'pods that may be connected to',
      'queue-rubis',
      (spec: Spec) => spec.egress[0].to,
      '| queue-rubis | redis | 6379 ',
    ],
    [
      'pods that may connect',
      'security-log',
      (spec: Spec) => spec.ingress[0].from.reverse(),
      '| blocklist-publisher | security-log | 3000 ',
    ],
  ])('should lose exactly the line of a removed peer: %s', (_, policy, peers, line) => {
    const objects = changed('NetworkPolicy', policy, (spec) => {
      const list = peers(spec);
      // A rule without peers would allow everything.
      if (list.length === 1) list[0] = { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'none' } } };
      else list.shift();
      return spec;
    });
    const { removed, added } = difference(objects);
    expect(removed).toEqual([expect.stringContaining(line)]);
    expect(added).toEqual([]);
  });

  it('should show the port of a new Service', () => {
    const objects = changed('Service', 'redis', (spec) => ({
      ...spec,
      ports: [...spec.ports, { name: 'other', port: 6380, targetPort: 6379 }],
    }));
    expect(difference(objects).added).toContainEqual(
      expect.stringContaining('| queue-rubis | redis | 6379 | TCP | redis:6379, redis:6380 |'),
    );
  });

  it('should show a new port that both sides allow, and refuse it without a purpose', () => {
    const open = (spec: Spec) => ({
      ...spec,
      ingress: [{ ...spec.ingress[0], ports: [{ port: 6380, protocol: 'TCP' }] }],
    });
    expect(difference(changed('NetworkPolicy', 'redis', open)).removed).toHaveLength(8);
    const both = changed('NetworkPolicy', 'redis', open).map((object) =>
      object.kind === 'NetworkPolicy' && object.metadata.name === 'queue-rubis'
        ? {
            ...object,
            spec: { ...object.spec, egress: [{ to: object.spec?.['egress'][0].to, ports: [{ port: 6380 }] }] },
          }
        : object,
    );
    expect(() => flowMatrix(both, queues)).toThrow(
      new Error(
        'no purpose for the flow from queue to redis, port 6380/TCP: add it to tools/docs/deployment/purposes.ts.',
      ),
    );
  });

  it('should refuse a workload that no NetworkPolicy selects', () => {
    const objects = rendered.filter(
      ({ kind, metadata: { name } }) =>
        kind !== 'NetworkPolicy' || !['content', 'deny-all', 'allow-name-service'].includes(name),
    );
    expect(() => flowMatrix(objects, queues)).toThrow(
      /^no purpose for the flow from \S+ to \S+, port any\/any: add it/,
    );
  });

  it.each(environments.map((each) => [each.name, each] as const))(
    'should have a purpose for every flow of %s',
    (_, each) => {
      const objects = objectsOf(render([each])).map(({ object }) => object);
      expect(() => flowMatrix(objects, each.ticketQueues.names)).not.toThrow();
    },
  );

  it.each([
    ['app-routing', { ...production, exposure: appRoutingExposure }],
    ['an Ingress', { ...production, exposure: ingressExposure }],
    ['a Gateway', { ...production, exposure: gatewayExposure }],
    ['the Prometheus operator', monitored],
    [
      'Azure Managed Redis',
      {
        ...production,
        ticketQueues: {
          ...production.ticketQueues,
          redis: {
            ...{ kind: 'azure-managed' as const, host: 'kiosque.westeurope.redis.azure.net' },
            identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
          },
        },
      },
    ],
    [
      'summaries by mail',
      { ...production, securityLog: { ...securityLog, summaries: SUMMARIES, notifications: MAIL } },
    ],
    ['a collector of logs', { ...production, logs: 'otlp' as const, collector }],
  ])('should have a purpose for every flow with %s', (_, environment) => {
    const objects = objectsOf(render([environment])).map(({ object }) => object);
    expect(() => flowMatrix(objects, queues)).not.toThrow();
  });
});
