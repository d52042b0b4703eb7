import type { Construct } from 'constructs';
import { dump } from 'js-yaml';
import { CONTRACT } from '../service/contract.ts';
import { Configuration } from './constructs/configuration/configuration.ts';
import type { NetworkPeer } from './constructs/network-policy/network-peer.ts';
import { selectorLabels } from './constructs/labels.ts';
import { ScheduledJob } from './constructs/scheduled-job/scheduled-job.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import type { Environment } from './environments/environment.ts';
import { isHttps } from './environments/sections/publishing.ts';
import type { BlocklistPublishing, PublishingTarget } from './environments/sections/publishing.ts';
import type { SecretsChart } from './secrets.chart.ts';

/** Name of the job; its ServiceAccount has the same. */
export const PUBLISHER = 'blocklist-publisher';

const COMMAND = 'build/security-log/publish.js';
const FILES = '/etc/kiosque/blocklist';
const KEYS = '/etc/kiosque/blocklist-keys';

/** Returns the pods of the job, which may read the lists from the collectors; none where nothing is published. */
export function publisherPeers({ namespace, securityLog }: Environment): NetworkPeer[] {
  return securityLog?.publishing === undefined ? [] : [{ namespace, podLabels: selectorLabels(PUBLISHER) }];
}

/** Renders the job that publishes the blocklist, where the environment asks for it. */
export function blocklistPublisher(
  scope: Construct,
  environment: Environment,
  { blocklistKeys, blocklistTargets }: SecretsChart,
  collector: string,
): void {
  const { images, namespace, securityLog, ticketQueues } = environment;
  const publishing = securityLog?.publishing;
  if (publishing === undefined || images.publisher === undefined || blocklistKeys === undefined) return;
  new ScheduledJob(scope, 'Publisher', {
    name: PUBLISHER,
    image: images.publisher,
    resources: publishing.resources,
    priorityClassName: Tenancy.priorityClassOf(namespace),
    command: [COMMAND],
    schedule: publishing.schedule,
    timeZone: ticketQueues.timeZone,
    configuration: settingsOf(scope, publishing, collector),
    configurationFiles: { [FILES]: filesOf(scope, publishing) },
    secretFiles: {
      [KEYS]: blocklistKeys,
      ...Object.fromEntries([...blocklistTargets].map(([name, secret]) => [credentialsOf(name), secret])),
    },
    fetchesSecrets: true,
    writable: { tmp: { path: '/tmp', size: '128Mi' } },
    egress: [
      { to: { pods: collector }, ports: [CONTRACT.port] },
      { to: 'internet', ports: gitPorts(publishing) },
    ],
  });
}

/** Ports of the Git servers: those of SSH and HTTPS, unless an address says otherwise. */
function gitPorts({ targets }: BlocklistPublishing): readonly number[] {
  const ports = targets.map(({ url }) =>
    Number(/^[a-z]+:\/\/[^/]*:(\d+)\//.exec(url)?.[1] ?? (isHttps(url) ? '443' : '22')),
  );
  return [...new Set(ports)].toSorted((a, b) => a - b);
}

function settingsOf(scope: Construct, { author }: BlocklistPublishing, collector: string): Configuration {
  return new Configuration(scope, 'Publisher settings', {
    name: PUBLISHER,
    data: {
      BLOCKLIST_URL: `http://${collector}/blocklists/`,
      BLOCKLIST_KEY_FILE: `${KEYS}/BLOCKLIST_KEY`,
      BLOCKLIST_COMMIT_KEY_FILE: `${KEYS}/BLOCKLIST_COMMIT_KEY`,
      BLOCKLIST_COMMIT_AUTHOR: author,
      BLOCKLIST_ALLOWED_SIGNERS_FILE: `${FILES}/ALLOWED_SIGNERS`,
      BLOCKLIST_TARGETS_FILE: `${FILES}/TARGETS`,
    },
  });
}

function filesOf(scope: Construct, { listKeys, knownHosts, targets }: BlocklistPublishing): Configuration {
  const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');
  return new Configuration(scope, 'Publisher files', {
    name: 'blocklist-targets',
    data: {
      ALLOWED_SIGNERS: lines(listKeys.map((key) => `kiosque-blocklist namespaces="kiosque-blocklist" ${key}`)),
      ...(knownHosts.length > 0 && { KNOWN_HOSTS: lines(knownHosts) }),
      TARGETS: dump({ targets: targets.map(withCredentials) }, { lineWidth: -1 }),
    },
  });
}

function withCredentials(target: PublishingTarget): Record<string, unknown> {
  const directory = credentialsOf(target.name);
  return isHttps(target.url)
    ? { ...target, usernameFile: `${directory}/BLOCKLIST_USERNAME`, tokenFile: `${directory}/BLOCKLIST_TOKEN` }
    : { ...target, privateKeyFile: `${directory}/BLOCKLIST_DEPLOY_KEY`, knownHostsFile: `${FILES}/KNOWN_HOSTS` };
}

function credentialsOf(name: string): string {
  return `/etc/kiosque/blocklist-${name}`;
}
