import { loadAll } from 'js-yaml';
import { z } from 'zod';
import { run } from './run.ts';

const volume = z.looseObject({
  persistentVolumeClaim: z.object({ claimName: z.string() }).nullish(),
  name: z.string(),
});
const podSpec = z.looseObject({ volumes: z.array(volume).nullish() });
const template = z.looseObject({ spec: podSpec });

/** The parts of an object that decide whether it is used. */
const object = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().nullish(),
    uid: z.string(),
    creationTimestamp: z.coerce.date(),
    labels: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z
    .looseObject({
      template: template.nullish(),
      jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }).nullish(),
      volumes: z.array(volume).nullish(),
      volumeClaimTemplates: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).nullish(),
      claimRef: z.looseObject({ namespace: z.string(), name: z.string() }).nullish(),
      persistentVolumeReclaimPolicy: z.string().nullish(),
      capacity: z.record(z.string(), z.string()).nullish(),
      resources: z.looseObject({ requests: z.record(z.string(), z.string()).nullish() }).nullish(),
    })
    .nullish(),
  status: z
    .looseObject({
      phase: z.string().nullish(),
      lastPhaseTransitionTime: z.coerce.date().nullish(),
      conditions: z
        .array(z.looseObject({ type: z.string(), status: z.string(), lastTransitionTime: z.coerce.date().nullish() }))
        .nullish(),
    })
    .nullish(),
});

/** An object of the cluster. */
export type ClusterObject = z.infer<typeof object>;

/** The parts of a manifest that decide what it uses. */
const manifest = object
  .omit({ status: true })
  .extend({ metadata: object.shape.metadata.pick({ name: true, namespace: true }) });

/** An object as Git contains it. */
export type Manifest = z.infer<typeof manifest>;

/** The kinds that contain or use something that can be deleted. */
const KINDS = new Set(['Namespace', 'Pod', 'StatefulSet', 'Deployment', 'ReplicaSet', 'DaemonSet', 'Job', 'CronJob']);

/** Parses the namespaces and workloads of a file. */
export function manifestsIn(text: string): Manifest[] {
  const documents = loadAll(text) as ({ readonly kind?: unknown } | null | undefined)[];
  return z.array(manifest).parse(documents.filter((document) => KINDS.has(String(document?.kind))));
}

/**
 * Returns all objects of some kinds, of all namespaces.
 *
 * @throws Error if one kind cannot be read, or an object is not as expected.
 */
export async function objectsOf(...kinds: readonly string[]): Promise<ClusterObject[]> {
  const text = await run('kubectl', 'get', kinds.join(','), '--all-namespaces', '--output', 'json');
  return z.object({ items: z.array(object) }).parse(JSON.parse(text)).items;
}

/** Returns whether an object names a claim in its pods, or would create it as a StatefulSet. */
export function usesClaim({ kind, metadata, spec }: Manifest, claim: string): boolean {
  const pod = kind === 'Pod' ? spec : (spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec);
  const named = pod?.volumes?.some(
    ({ persistentVolumeClaim, name }) =>
      persistentVolumeClaim?.claimName === claim || (kind === 'Pod' && `${metadata.name}-${name}` === claim),
  );
  const created = spec?.volumeClaimTemplates?.some(({ metadata: { name } }) => {
    const prefix = `${name}-${metadata.name}-`;
    return claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length));
  });
  return named === true || (kind === 'StatefulSet' && created === true);
}
