import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A manifest as a registry lists it. */
export interface Listed {
  readonly digest: string;
  readonly tags: readonly string[];
  /** When it was created, or changed last. */
  readonly changed: Date;
  /** Whether the registry refuses to delete it. */
  readonly locked: boolean;
  readonly remove: () => Promise<void>;
}

/** What a manifest refers to. */
export interface Content {
  /** The manifests of an index. */
  readonly children: readonly string[];
  /** What it is a signature or attestation of. */
  readonly subject?: string;
  /** Of the manifest, its configuration and its layers. */
  readonly bytes: number;
}

/** One repository of a registry. */
export interface Repository {
  /** Registry and path: `ghcr.io/kiosque/kiosque`. */
  readonly name: string;
  /** All its manifests. */
  readonly list: () => Promise<Listed[]>;
  /** The bytes of a manifest. */
  readonly read: (digest: string) => Promise<string>;
  /** Manifests to read at a time. */
  readonly concurrency: number;
}

const descriptor = z.object({ digest: z.string().regex(/^sha256:[\da-f]{64}$/), size: z.number() });
const manifest = z.union([
  z.object({ manifests: z.array(descriptor), subject: descriptor.nullish() }),
  z.object({ config: descriptor, layers: z.array(descriptor), subject: descriptor.nullish() }),
]);

/**
 * Parses a manifest of the OCI image specification, or of Docker.
 *
 * @throws Error if its bytes do not match the digest, or it is of another kind: what it refers to is unknown then.
 */
export function contentOf(digest: string, text: string): Content {
  const actual = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (actual !== digest) throw new Error(`the registry returned ${actual} as the manifest ${digest}`);
  const { success, data } = manifest.safeParse(json(text));
  if (!success) throw new Error(`${digest} is not a manifest or index of an image`);
  const own = 'manifests' in data ? [] : [data.config, ...data.layers];
  const bytes = own.reduce((sum, { size }) => sum + size, Buffer.byteLength(text));
  const children = 'manifests' in data ? data.manifests.map((child) => child.digest) : [];
  return { children, bytes, ...(data.subject && { subject: data.subject.digest }) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns what must be kept: the roots, the manifests of their indexes, and the signatures and attestations of all of them, which
 * name their subject (OCI 1.1) or are tagged `sha256-<digest>`, with a suffix such as `.sig` (cosign). The subject of what is kept,
 * too: registries delete what names a subject with it.
 */
export function reachable(
  roots: Iterable<string>,
  listed: readonly Listed[],
  contents: ReadonlyMap<string, Content>,
): Set<string> {
  const attached = new Map<string, string[]>();
  const attach = (to: string, digest: string) => attached.set(to, [...(attached.get(to) ?? []), digest]);
  for (const { digest, tags } of listed) {
    const subject = contents.get(digest)?.subject;
    if (subject !== undefined) attach(subject, digest);
    for (const to of tags.flatMap((tag) => attachedTo(tag) ?? [])) attach(to, digest);
  }
  const kept = new Set<string>();
  const queue = [...roots];
  for (let digest = queue.pop(); digest !== undefined; digest = queue.pop()) {
    if (kept.has(digest)) continue;
    kept.add(digest);
    const { children = [], subject } = contents.get(digest) ?? {};
    queue.push(...children, ...(attached.get(digest) ?? []), ...(subject === undefined ? [] : [subject]));
  }
  return kept;
}

/** Returns the digest that a tag attaches its manifest to; undefined for a tag that names an image. */
export function attachedTo(tag: string): string | undefined {
  const [, hex] = /^sha256-([\da-f]{64})(?:\.(?:sig|att|sbom))?$/.exec(tag) ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
}
