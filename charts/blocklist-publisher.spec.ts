import { describe, expect, it } from '@jest/globals';
import { azureCommands } from './azure/azure-commands.ts';
import { PUBLISHER } from './blocklist-publisher.ts';
import type { Environment } from './environments/environment.ts';
import { development } from './environments/development.ts';
import { production } from './environments/production.ts';
import type { BlocklistPublishing } from './environments/sections/publishing.ts';
import type { KubernetesObject } from './policy/kubernetes-object.ts';
import { render } from './render.ts';
import { objectsOf } from './test/objects.ts';

const { securityLog } = production;
if (securityLog?.publishing === undefined) throw new Error('production publishes nothing');
const { publishing } = securityLog;
const [ssh, https] = publishing.targets;
if (ssh === undefined || https === undefined) throw new Error('production publishes to fewer than two targets');

const changed = (change: Partial<BlocklistPublishing>): Environment => ({
  ...production,
  securityLog: { ...securityLog, publishing: { ...publishing, ...change } },
});
const objectsFor = (environment: Environment): readonly KubernetesObject[] =>
  objectsOf(render([environment])).map(({ object }) => object);
const find = (objects: readonly KubernetesObject[], kind: string, name = PUBLISHER): KubernetesObject | undefined =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

describe('The job that publishes the blocklist', () => {
  const objects = objectsFor(production);

  it('should reach DNS, the collectors and Git servers, and nothing else', () => {
    expect(find(objects, 'NetworkPolicy')?.spec?.['egress']).toEqual([
      {
        to: [{ podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/name': 'security-log' }) } }],
        ports: [{ port: 3000, protocol: 'TCP' }],
      },
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } },
          { ipBlock: { cidr: '::/0', except: ['fd00:ec2::254/128'] } },
        ],
        ports: [
          { port: 22, protocol: 'TCP' },
          { port: 443, protocol: 'TCP' },
        ],
      },
    ]);
    const [rule] = find(objects, 'NetworkPolicy', 'security-log')?.spec?.['ingress'] as { from: object[] }[];
    expect(JSON.stringify(rule?.from)).toContain(`"app.kubernetes.io/name":"${PUBLISHER}"`);
  });

  it('should run the image of the publisher, never twice at a time', () => {
    const job = find(objects, 'CronJob');
    expect(job?.spec).toMatchObject({ concurrencyPolicy: 'Forbid', schedule: '*/10 * * * *' });
    expect(JSON.stringify(job)).toContain(`"image":"kiosque.azurecr.io/kiosque-publisher@`);
  });

  it('should not exist where nothing is published, and leave the collectors closed to it', () => {
    const { publishing: _, ...silent } = securityLog;
    for (const environment of [development, { ...production, securityLog: silent }])
      expect(JSON.stringify(objectsFor(environment))).not.toContain('blocklist');
  });

  it('should have its secrets among the commands that fill the vault', () => {
    const commands = azureCommands(production);
    for (const name of [
      'publisher-key',
      'publisher-commit-key',
      'github-deploy-key',
      'gitlab-username',
      'gitlab-token',
    ])
      expect(commands).toContain(`--name blocklist-${name} --file blocklist-${name}.txt`);
  });

  it.each<[Partial<BlocklistPublishing>, string]>([
    [{ schedule: '@hourly' }, 'securityLog.publishing.schedule is "@hourly"; it must be a cron expression'],
    [{ author: 'Kiosque' }, 'securityLog.publishing.author is "Kiosque"'],
    [{ listKeys: [] }, 'securityLog.publishing.listKeys is []; it must be at least one public key'],
    [{ listKeys: ['ssh-ed25519'] }, 'securityLog.publishing.listKeys is ["ssh-ed25519"]'],
    [{ targets: [] }, 'securityLog.publishing.targets is []; it must be at least one repository'],
    [{ targets: [ssh, ssh] }, 'securityLog.publishing.targets is ["github","github"]; it must be named differently'],
    [{ targets: [ssh], knownHosts: [] }, 'securityLog.publishing.knownHosts is []'],
    [{ targets: [{ ...ssh, name: 'Git Hub' }] }, 'securityLog.publishing.targets[0].name is "Git Hub"'],
    [{ targets: [{ ...ssh, name: 'publisher' }] }, 'securityLog.publishing.targets[0].name is "publisher"'],
    [{ targets: [{ ...ssh, name: 'signing' }] }, 'securityLog.publishing.targets[0].name is "signing"'],
    [{ targets: [{ ...ssh, name: 'keys' }] }, 'securityLog.publishing.targets[0].name is "keys"'],
    [{ targets: [https, { ...https, name: 'x', url: 'http://x/y' }] }, 'securityLog.publishing.targets[1].url'],
    [{ targets: [{ ...https, url: 'https://me:secret@x.org/y' }] }, 'securityLog.publishing.targets[0].url'],
    [{ targets: [{ ...https, commits: 1 }] }, 'securityLog.publishing.targets[0].commits is 1'],
    [
      { resources: { ...publishing.resources, cpu: { request: '50m', limit: '1' } } },
      'securityLog.publishing.resources.cpu.request is "50m"',
    ],
  ])('should reject %j', (change, message) => {
    expect(() => render([changed(change)])).toThrow(message);
  });

  it.each([
    [['ssh://git@example.org:2222/x.git'], [2222]],
    [
      ['https://example.org:8443/x.git', 'git@example.org:8/x.git'],
      [22, 8443],
    ],
  ])('should reach the ports of the addresses %j', (urls, ports) => {
    const targets = urls.map((url, index) => ({ name: `t${String(index)}`, url }));
    const egress = find(objectsFor(changed({ targets })), 'NetworkPolicy')?.spec?.['egress'] as {
      ports: { port: number }[];
    }[];
    expect(egress.at(-1)?.ports.map(({ port }) => port)).toEqual(ports);
  });

  it('should need no host keys without a target over SSH', () => {
    const files = find(objectsFor(changed({ targets: [https], knownHosts: [] })), 'ConfigMap', 'blocklist-targets');
    expect(Object.keys(files?.['data'] as object)).toEqual(['ALLOWED_SIGNERS', 'TARGETS']);
  });

  it('should require its image', () => {
    const { publisher: _, ...images } = production.images;
    expect(() => render([{ ...production, images }])).toThrow(
      'images.publisher is null; it must be an image by digest: securityLog.publishing is set',
    );
    const wrong = { ...production.images, publisher: { repository: 'x/y', digest: 'latest' } };
    expect(() => render([{ ...production, images: wrong }])).toThrow('images.publisher.digest is "latest"');
  });
});
