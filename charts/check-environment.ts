import { CONTRACT } from '../service/contract.ts';
import { checkNetworkPeer } from './constructs/network-policy/network-peer.ts';
import { mebibytes, millicores, PropChecks } from './constructs/prop-checks.ts';
import type { Environment, Resources } from './environments/environment.ts';

/** A rolling update runs one pod more than the autoscaler allows. */
const SURGE = 1;

/** The backup and the end of the day. */
const JOBS = 2;

/**
 * Checks each environment alone, then that no two of them share a name, a namespace, a host or a priority.
 *
 * @throws Error naming every property, its value and the rule it breaks.
 */
export function checkEnvironments(environments: readonly Environment[]): void {
  const problems: string[] = [];
  for (const environment of environments) {
    collect(problems, () => {
      checkEnvironment(environment);
    });
    collect(problems, () => {
      checkPreemption(environment, environments);
    });
  }
  for (const property of ['name', 'namespace', 'host', 'priority'] as const) {
    collect(problems, () => {
      checkUnique(environments, property);
    });
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** @throws Error naming every property of this environment that breaks a rule. */
export function checkEnvironment(environment: Environment): void {
  const checks = new PropChecks(`environment "${environment.name}"`)
    .dnsLabel('name', environment.name)
    .dnsLabel('namespace', environment.namespace)
    .hostName('host', environment.host)
    .image('image', environment.image)
    .integer('replicas.minimum', environment.replicas.minimum, 1, 100)
    .integer('replicas.maximum', environment.replicas.maximum, environment.replicas.minimum, 100)
    .oneOf('exposure.controller', environment.exposure.controller, ['azure-alb', 'app-routing', 'generic'])
    .oneOf('monitoring', environment.monitoring, ['azure', 'prometheus-operator', 'none'])
    .oneOf('secrets', environment.secrets, ['external-secrets', 'key-vault-csi', 'manual'])
    .integer('priority', environment.priority, 0, 1_000_000_000)
    .oneOf('sync', environment.sync, ['automatic', 'manual']);
  checkExposure(checks, environment);
  if (environment.scrapers !== undefined) checkNetworkPeer(checks, 'scrapers', environment.scrapers);
  if (environment.nodeLocalDns !== undefined) checks.address('nodeLocalDns', environment.nodeLocalDns);
  checkRateLimit(checks, 'settings', environment.settings);
  checkRateLimit(checks, 'ticketQueues.settings', environment.ticketQueues.settings);
  checkResources(checks, environment);
  checkTicketQueues(checks, environment);
  checkQuota(checks, environment);
  checkContent(checks, environment);
  checkAzure(checks, environment);
  checks.verify();
}

/** Where it is from; what it takes, the construct checks. */
function checkExposure(checks: PropChecks, { exposure, azure }: Environment): void {
  if (exposure.controller === 'generic') checkNetworkPeer(checks, 'exposure.clients', exposure.clients);
  if (exposure.controller === 'azure-alb') {
    const rule = 'a /24, as Application Gateway for Containers asks for';
    checks
      .subnet('exposure.subnet', exposure.subnet)
      .require(exposure.subnet.endsWith('/24'), 'exposure.subnet', exposure.subnet, rule);
  }
  const needsVault = exposure.controller === 'app-routing' && azure === undefined;
  checks.require(!needsVault, 'azure', null, 'described: app-routing reads the certificate from its Key Vault');
}

/** There is one proxy in front, the gateway: without it told, all readers would be one client. */
function checkRateLimit(checks: PropChecks, property: string, settings: Readonly<Record<string, string>>): void {
  const { RATE_LIMIT_PER_MINUTE: limit = '0', TRUSTED_PROXIES: proxies = '0' } = settings;
  const rule = '1 with a RATE_LIMIT_PER_MINUTE: the gateway is the one proxy in front';
  checks.require(limit === '0' || proxies === '1', `${property}.TRUSTED_PROXIES`, proxies, rule);
}

function checkResources(checks: PropChecks, { resources }: Environment): void {
  const { cpu, memory } = resources;
  checks
    .atMost('resources.cpu.request', cpu.request, cpu.limit, millicores, 'resources.cpu.limit')
    .atMost('resources.memory.request', memory.request, memory.limit, mebibytes, 'resources.memory.limit')
    .require(!(millicores(cpu.request) < 100), 'resources.cpu.request', cpu.request, 'at least 100m: AKS raises less')
    .require(
      !(mebibytes(memory.request) < 100),
      'resources.memory.request',
      memory.request,
      'at least 100Mi: AKS raises less',
    );
}

/** What may run at once: every deployment at its most, one more pod each while updating, Redis, and both jobs. */
function podsOf({ replicas, resources, ticketQueues }: Environment): { count: number; resources: Resources }[] {
  const { names, redis } = ticketQueues;
  return [
    { count: replicas.maximum + SURGE, resources },
    { count: names.length * (ticketQueues.replicas.maximum + SURGE) + JOBS, resources: ticketQueues.resources },
    ...(redis.kind === 'in-cluster' ? [{ count: 1, resources: redis.resources }] : []),
  ];
}

function checkQuota(checks: PropChecks, environment: Environment): void {
  const { quota, ticketQueues } = environment;
  const pods = podsOf(environment);
  const why = 'what may run at once: pods while updating, Redis and jobs included';
  const fits = (property: 'cpu' | 'memory', which: 'request' | 'limit'): void => {
    const measure = property === 'cpu' ? millicores : mebibytes;
    const needed = pods.reduce((sum, { count, resources }) => sum + count * measure(resources[property][which]), 0);
    const value = quota[property][`${which}s`];
    const rule = `at least ${String(needed)}${property === 'cpu' ? 'm' : 'Mi'}, ${why}`;
    checks.require(measure(value) >= needed, `quota.${property}.${which}s`, value, rule);
  };
  fits('cpu', 'request');
  fits('cpu', 'limit');
  fits('memory', 'request');
  fits('memory', 'limit');
  checks.integer(
    'quota.pods',
    quota.pods,
    pods.reduce((sum, { count }) => sum + count, 0),
    10_000,
  );
  const { redis } = ticketQueues;
  if (redis.kind === 'in-cluster') {
    const rule = `at least twice ${redis.storage}, which is ticketQueues.redis.storage: a migration needs a second volume`;
    checks.require(mebibytes(quota.storage) >= 2 * mebibytes(redis.storage), 'quota.storage', quota.storage, rule);
  }
}

function checkTicketQueues(checks: PropChecks, { ticketQueues, content }: Environment): void {
  const { names, replicas, redis, backup } = ticketQueues;
  const taken: readonly string[] = CONTRACT.reservedPaths;
  for (const name of names) {
    checks
      .dnsLabel('ticketQueues.names', name)
      .require(!taken.includes(name), 'ticketQueues.names', name, `none of ${taken.join(', ')}`);
  }
  checks
    .require(new Set(names).size === names.length, 'ticketQueues.names', names, 'each only once')
    .integer('ticketQueues.replicas.minimum', replicas.minimum, 1, 100)
    .integer('ticketQueues.replicas.maximum', replicas.maximum, replicas.minimum, 100)
    .integer('ticketQueues.backup.keepDays', backup.keepDays, 1, 3650)
    .require(
      content.source === 'connection-string' || backup.identity !== undefined || redis.kind === 'azure-managed',
      'ticketQueues.backup.identity',
      backup.identity,
      'described: it writes to the storage account',
    );
  if (redis.kind === 'in-cluster') checks.image('ticketQueues.redis.image', redis.image);
  if (redis.kind === 'azure-managed') {
    checks
      .hostName('ticketQueues.redis.host', redis.host)
      .guid('ticketQueues.redis.identity.clientId', redis.identity.clientId)
      .guid('ticketQueues.redis.identity.principalId', redis.identity.principalId);
  }
}

function checkContent(checks: PropChecks, { content }: Environment): void {
  const container = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
  checks
    .oneOf('content.source', content.source, ['workload-identity', 'connection-string'])
    .require(
      container.test(content.container),
      'content.container',
      content.container,
      '3 to 63 lower-case letters, digits and single hyphens (Azure Blob Storage)',
    );
  if (content.source === 'connection-string') {
    checks.integer('content.port', content.port, 1, 65535);
    return;
  }
  const account = /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/;
  const rule = 'https://<account>.blob.core.windows.net without a path';
  checks
    .require(account.test(content.accountUrl), 'content.accountUrl', content.accountUrl, rule)
    .guid('content.identity.clientId', content.identity.clientId);
}

function checkAzure(checks: PropChecks, { azure, secrets, content }: Environment): void {
  if (azure === undefined) {
    const needs = 'described: external-secrets, key-vault-csi and workload-identity need it';
    checks.require(secrets === 'manual' && content.source === 'connection-string', 'azure', null, needs);
    return;
  }
  const vault = /^[a-z](?:-?[a-z0-9]){2,23}$/;
  checks
    .guid('azure.tenantId', azure.tenantId)
    .guid('azure.secretReader.clientId', azure.secretReader.clientId)
    .require(vault.test(azure.keyVault), 'azure.keyVault', azure.keyVault, '3 to 24 letters, digits, single hyphens');
}

/** What the first in line is promised, nobody else may take. */
function checkPreemption({ name, preempts, priority }: Environment, environments: readonly Environment[]): void {
  const highest = Math.max(...environments.map((environment) => environment.priority));
  const rule = `false unless its priority is the highest, which is ${String(highest)}`;
  new PropChecks(`environment "${name}"`)
    .require(!preempts || priority === highest, 'preempts', preempts, rule)
    .verify();
}

function checkUnique(environments: readonly Environment[], property: 'name' | 'namespace' | 'host' | 'priority'): void {
  const seen = new Map<string | number, string>();
  for (const environment of environments) {
    const value = environment[property];
    const other = seen.get(value);
    new PropChecks(`environment "${environment.name}"`)
      .require(other === undefined, property, value, `its own: "${other ?? ''}" has it`)
      .verify();
    seen.set(value, environment.name);
  }
}

function collect(problems: string[], check: () => void): void {
  try {
    check();
  } catch (error) {
    problems.push((error as Error).message);
  }
}
