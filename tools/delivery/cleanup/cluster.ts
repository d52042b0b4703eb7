import { daysSince } from './item.ts';
import type { Item } from './item.ts';
import { namespacesInUse, removedBy, renderedManifests } from './namespaces.ts';
import { objectsOf, usesClaim } from './objects.ts';
import type { ClusterObject, Manifest } from './objects.ts';
import { runWith } from './run.ts';

/** What can name a claim in its pods. */
const WORKLOADS = ['pods', 'statefulsets', 'deployments', 'replicasets', 'daemonsets', 'jobs', 'cronjobs'] as const;

/**
 * Returns what can be deleted in the cluster of the current kubectl context: finished Jobs and claims that nothing uses in the
 * namespaces of environments, released volumes of their claims, and the namespaces of removed environments.
 *
 * @param days the least age of Jobs and claims, and the least time since volumes were released.
 * @throws Error if anything could not be read.
 */
export async function unusedObjects(days: number, now: Date): Promise<Item[]> {
  const rendered = renderedManifests();
  const inUse = namespacesInUse(rendered);
  const namespaces = await objectsOf('namespaces');
  const all = await objectsOf('persistentvolumes', 'persistentvolumeclaims', ...WORKLOADS);
  const removed = new Map(
    namespaces
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === 'kiosque')
      .filter(({ metadata }) => !inUse.has(metadata.name))
      .flatMap((object) => {
        const commit = removedBy(object.metadata.name);
        return commit === undefined ? [] : [[object.metadata.name, { object, commit }] as const];
      }),
  );
  const here = all.filter(({ metadata }) => inUse.has(metadata.namespace ?? ''));
  const isOurs = (namespace: string) =>
    inUse.has(namespace) || removed.has(namespace) || removedBy(namespace) !== undefined;
  return [
    ...finishedJobs(here, days, now),
    ...unusedClaims(here, rendered, days, now),
    ...releasedVolumes(all, isOurs, days, now),
    ...[...removed.values()].map(({ object, commit }) => removedNamespace(object, commit, all)),
  ];
}

function finishedJobs(objects: readonly ClusterObject[], days: number, now: Date): Item[] {
  return objects.flatMap((job) => {
    if (job.kind !== 'Job') return [];
    const end = job.status?.conditions?.find(
      ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
    );
    // Without a time, its age is unknown.
    const at = end?.lastTransitionTime;
    if (end === undefined || at === undefined || at === null || daysSince(at, now) < days) return [];
    const ended = end.type === 'Complete' ? 'completed' : 'failed';
    return [item('finished Jobs', job, '', `${ended} ${String(daysSince(at, now))} days ago`)];
  });
}

/** A workload of the manifests can be missing for a moment, such as a StatefulSet that is replaced: it needs its claims again. */
function unusedClaims(
  objects: readonly ClusterObject[],
  rendered: readonly Manifest[],
  days: number,
  now: Date,
): Item[] {
  const users: readonly Manifest[] = [...objects, ...rendered];
  return objects
    .filter(
      ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && daysSince(metadata.creationTimestamp, now) >= days,
    )
    .filter(
      ({ metadata: { name, namespace } }) =>
        !users.some((user) => user.metadata.namespace === namespace && usesClaim(user, name)),
    )
    .map((claim) => {
      const size = claim.spec?.resources?.requests?.['storage'] ?? '';
      return item(
        'unused volume claims',
        claim,
        size,
        'no pod and no workload names it; its data may be deleted with it',
      );
    });
}

/** Kubernetes itself deletes those whose policy is not to retain them, with their disks. */
function releasedVolumes(
  objects: readonly ClusterObject[],
  isOurs: (namespace: string) => boolean,
  days: number,
  now: Date,
): Item[] {
  return objects
    .filter(({ kind, status }) => kind === 'PersistentVolume' && status?.phase === 'Released')
    .filter(({ spec }) => spec?.persistentVolumeReclaimPolicy === 'Retain')
    .filter(({ status }) => daysSince(status?.lastPhaseTransitionTime ?? now, now) >= days)
    .filter(({ spec }) => isOurs(spec?.claimRef?.namespace ?? ''))
    .map((volume) => {
      const { namespace = '', name = '' } = volume.spec?.claimRef ?? {};
      const reason = `released: its claim ${namespace}/${name} was deleted; the disk itself is kept`;
      return item('released volumes', volume, volume.spec?.capacity?.['storage'] ?? '', reason);
    });
}

function removedNamespace(namespace: ClusterObject, commit: string, all: readonly ClusterObject[]): Item {
  const own = all.filter(({ metadata }) => metadata.namespace === namespace.metadata.name);
  const count = (kind: string) => String(own.filter((object) => object.kind === kind).length);
  const size = `${count('Pod')} pods, ${count('PersistentVolumeClaim')} volume claims`;
  return item('namespaces of removed environments', namespace, size, `no longer rendered since ${commit}`);
}

function item(place: string, { kind, metadata }: ClusterObject, size: string, reason: string): Item {
  const { name, namespace, uid } = metadata;
  const shown = typeof namespace === 'string' ? `${namespace}/${name}` : name;
  // Not what replaced the object since it was read.
  const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid }, propagationPolicy: 'Background' };
  return {
    place,
    key: `${shown} ${uid}`,
    name: shown,
    size,
    reason,
    remove: async () => {
      await runWith(
        JSON.stringify(options),
        'kubectl',
        'delete',
        '--raw',
        pathOf(kind, name, namespace),
        '--filename=-',
      );
    },
  };
}

function pathOf(kind: string, name: string, namespace?: string | null): string {
  const scope = typeof namespace === 'string' ? `namespaces/${namespace}/` : '';
  return `/${kind === 'Job' ? 'apis/batch/v1' : 'api/v1'}/${scope}${kind.toLowerCase()}s/${name}`;
}
