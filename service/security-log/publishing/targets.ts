import { load } from 'js-yaml';
import * as z from 'zod';
import { PublishingError } from './publishing.errors.ts';

const path = z.string().min(1);

const common = {
  name: z.string().regex(/^[\w.-]{1,63}$/, 'must be 1 to 63 letters, digits, dots, hyphens and underscores'),
  branch: z
    .string()
    .regex(/^(?!-)(?!.*(?:\.\.|\/\/|\.lock$))[\w][\w./-]*(?<![./])$/, 'must be the name of a branch, such as main')
    .default('main'),
  directory: z
    .string()
    .regex(/^(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*$/, 'must be a relative path, such as lists/kiosque')
    .optional(),
  scripts: z.boolean().default(false),
  commits: z.int().min(2).max(1_000_000).default(2000),
};

const ssh = z.strictObject({
  ...common,
  url: z
    .string()
    .regex(
      /^(?:ssh:\/\/(?:[\w.-]+@)?(?!-)[\w.-]+(?::\d{1,5})?\/[\w./~-]+|[\w.-]+@(?!-)[\w.-]+:(?!-)[\w./~-]+)$/,
      'must be ssh://user@host/path, git@host:path or https://host/path',
    ),
  privateKeyFile: path,
  knownHostsFile: path,
});

const https = z.strictObject({
  ...common,
  url: z
    .string()
    .regex(/^https:\/\/[\w.-]+(?::\d{1,5})?\/[\w./~-]+$/, 'must be an https URL without a user name or password'),
  usernameFile: path,
  tokenFile: path,
  caFile: path.optional(),
});

/** A repository to publish to over SSH. */
export type SshTarget = z.output<typeof ssh>;

/** A repository to publish to over HTTPS. */
export type HttpsTarget = z.output<typeof https>;

/** A repository to publish to. */
export type Target = SshTarget | HttpsTarget;

/**
 * Reads the targets from YAML.
 * @throws PublishingError naming each invalid property.
 */
export function readTargets(yaml: string): readonly Target[] {
  const problems: string[] = [];
  const targets = listOf(yaml).flatMap((entry, index) => {
    const isHttps = /^https?:/.test(String((entry as { url?: unknown } | null)?.url));
    const result = (isHttps ? https : ssh).safeParse(entry);
    if (result.success) return [result.data];
    for (const issue of result.error.issues)
      problems.push(
        `targets[${String(index)}]${issue.path.map((part) => `.${String(part)}`).join('')}: ${issue.message}`,
      );
    return [];
  });
  const names = targets.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`targets: the name ${twice} is used twice`);
  if (problems.length > 0) throw new PublishingError(`BLOCKLIST_TARGETS_FILE is invalid: ${problems.join('; ')}.`);
  return targets;
}

function listOf(yaml: string): readonly unknown[] {
  let document: unknown;
  try {
    document = load(yaml);
  } catch (error) {
    throw new PublishingError(
      `BLOCKLIST_TARGETS_FILE is not valid YAML: ${(error as Error).message.split('\n')[0] ?? ''}.`,
    );
  }
  const result = z.strictObject({ targets: z.array(z.unknown()).min(1) }).safeParse(document);
  if (result.success) return result.data.targets;
  throw new PublishingError(
    'BLOCKLIST_TARGETS_FILE must contain "targets:" with at least one target, and nothing else.',
  );
}

/** Whether a target is reached over HTTPS. */
export function isHttpsTarget(target: Target): target is HttpsTarget {
  return 'tokenFile' in target;
}
