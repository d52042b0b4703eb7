import type { PropChecks, Resources } from '../../constructs/prop-checks.ts';
import { checkPodResources } from './platform.ts';
import type { Platform } from './platform.ts';

/** The job that publishes the blocklist to Git repositories (docs/blocklist-publishing.md). */
export interface BlocklistPublishing {
  /** A cron expression of five fields. */
  readonly schedule: string;
  /** Author of the commits: `Kiosque <kiosque@example.org>`. */
  readonly author: string;
  /** Public keys that sign the lists: `ssh-ed25519 AAAA...`. */
  readonly listKeys: readonly string[];
  /** Lines of known_hosts(5) for the targets over SSH: `github.com ssh-ed25519 AAAA...`. */
  readonly knownHosts: readonly string[];
  /** The repositories, at least one. */
  readonly targets: readonly PublishingTarget[];
  /** Requests and limits of the job. */
  readonly resources: Resources;
}

/** A repository to publish to. Its credentials are in the Secret `blocklist-<name>`. */
export interface PublishingTarget {
  /** A DNS label other than `publisher`, `signing` and `keys`. */
  readonly name: string;
  /** `git@host:path`, `ssh://user@host/path` or `https://host/path`. */
  readonly url: string;
  /** @default 'main' */
  readonly branch?: string;
  /** Directory in the repository. @default its root */
  readonly directory?: string;
  /** Whether the firewall scripts are published too. @default false */
  readonly scripts?: boolean;
  /** Commits after which the history is replaced by one. @default 2000 */
  readonly commits?: number;
}

/** Checks the job, and that there is an image for it. */
export function checkPublishing(
  checks: PropChecks,
  { schedule, author, listKeys, knownHosts, targets, resources }: BlocklistPublishing,
  images: Platform['images'],
): void {
  const property = 'securityLog.publishing';
  const KEY = /^(?:ssh-ed25519|ecdsa-sha2-nistp256|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+={0,2}$/;
  checks
    .require(images.publisher !== undefined, 'images.publisher', null, `an image by digest: ${property} is set`)
    .require(/^\S+(?: \S+){4}$/.test(schedule), `${property}.schedule`, schedule, 'a cron expression of five fields')
    .require(
      /^[^<>\n]{1,100} <[^<>\s]{1,100}>$/.test(author),
      `${property}.author`,
      author,
      'a name and <a mail address>',
    )
    .require(
      listKeys.length > 0 && listKeys.every((key) => KEY.test(key)),
      `${property}.listKeys`,
      listKeys,
      'at least one public key, such as ssh-ed25519 AAAA...',
    )
    .require(targets.length > 0, `${property}.targets`, targets, 'at least one repository');
  for (const [index, target] of targets.entries()) checkTarget(checks, `${property}.targets[${String(index)}]`, target);
  const names = targets.map(({ name }) => name);
  const isSsh = targets.some(({ url }) => !isHttps(url));
  checks
    .require(new Set(names).size === names.length, `${property}.targets`, names, 'named differently')
    .require(
      !isSsh || knownHosts.length > 0,
      `${property}.knownHosts`,
      knownHosts,
      'the host keys of the targets over SSH',
    );
  checkPodResources(checks, `${property}.resources`, resources);
}

/** Names of targets whose Secret `blocklist-<name>`, or directory of that name, holds the keys of the job or of the service. */
const TAKEN = ['publisher', 'signing', 'keys'];

function checkTarget(checks: PropChecks, property: string, { name, url, commits }: PublishingTarget): void {
  const isUrl =
    /^(?:https:\/\/[\w.-]+(?::\d+)?\/|ssh:\/\/(?:[\w.-]+@)?\w[\w.-]*(?::\d+)?\/|[\w.-]+@\w[\w.-]*:)[\w./~-]+$/;
  checks
    .dnsLabel(`${property}.name`, name)
    .require(
      !TAKEN.includes(name),
      `${property}.name`,
      name,
      'another name: its Secret or directory is that of other keys',
    )
    .require(isUrl.test(url), `${property}.url`, url, 'git@host:path, ssh://user@host/path or https://host/path');
  if (commits !== undefined) checks.integer(`${property}.commits`, commits, 2, 1_000_000);
}

/** Whether a target is reached over HTTPS, with a user name and a token; others are reached over SSH, with a deploy key. */
export function isHttps(url: string): boolean {
  return url.startsWith('https://');
}
