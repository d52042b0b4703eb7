import { createHash } from 'node:crypto';
import { resourceNamed } from './api-resources.ts';
import type { ApiResource } from './api-resources.ts';
import type { Json } from './field-ownership.ts';
import type { Store, Stored } from './store.ts';

const [DEPLOYMENTS, STATEFUL_SETS, REPLICA_SETS, REVISIONS, PODS] = [
  'deployments',
  'statefulsets',
  'replicasets',
  'controllerrevisions',
  'pods',
].map((name) => resourceNamed(name === 'pods' ? 'v1' : 'apps/v1', name)) as ApiResource[] as [
  ApiResource,
  ApiResource,
  ApiResource,
  ApiResource,
  ApiResource,
];

/** The controllers of Deployments and StatefulSets with one pod each, and the kubelet, for which some images do not exist. */
export class Controllers {
  readonly #store: Store;
  readonly #pullable: (image: string) => boolean;

  constructor(store: Store, pullable: (image: string) => boolean) {
    this.#store = store;
    this.#pullable = pullable;
  }

  /** Reconciles the objects; called after each change. */
  reconcile(): void {
    for (const deployment of this.#store.list('Deployment')) this.#deployment(deployment);
    for (const set of this.#store.list('StatefulSet')) this.#statefulSet(set);
  }

  #deployment(deployment: Stored): void {
    const { name, namespace = '' } = deployment.metadata;
    const hash = hashOf(deployment.spec.template);
    const own = this.#store.list('ReplicaSet', namespace).filter((set) => isOwned(set, deployment));
    const revisions = own.map((set) => Number(set.metadata.annotations?.[REVISION]));
    const newest = Math.max(0, ...revisions);
    const current = own.find((set) => set.metadata.name === `${name}-${hash}`);
    if (current === undefined || Number(current.metadata.annotations?.[REVISION]) < newest) {
      const labels = { ...deployment.spec.template.metadata.labels, 'pod-template-hash': hash };
      const template = { ...deployment.spec.template, metadata: { ...deployment.spec.template.metadata, labels } };
      const annotations = { [REVISION]: String(newest + 1) };
      const spec = { replicas: 1, selector: { matchLabels: labels }, template };
      this.#store.put(
        REPLICA_SETS,
        child('ReplicaSet', `${name}-${hash}`, deployment, { labels, annotations }, { spec }),
      );
    }
    const pods = this.#store.list('Pod', namespace).filter((pod) => isOwned(pod, deployment));
    const old = pods.filter((pod) => pod.metadata.labels?.['pod-template-hash'] !== hash);
    if (pods.length === old.length) this.#pod(`${name}-${hash}-x`, deployment, { 'pod-template-hash': hash });
    const ready = this.#pullable(imageOf(deployment));
    // The old pod is kept until the new one is ready; a new one that is no longer wanted is deleted immediately.
    for (const pod of old.filter((each) => ready || !isReady(each)))
      this.#store.delete(PODS, namespace, pod.metadata.name);
    const replicas = ready ? 1 : 1 + old.length;
    this.#status(DEPLOYMENTS, deployment, {
      ...{ replicas, updatedReplicas: 1, observedGeneration: deployment.metadata['generation'] },
      ...{ readyReplicas: ready ? 1 : old.length, availableReplicas: ready ? 1 : old.length },
    });
  }

  /** A pod that cannot start is not replaced, not even after a rollback (kubernetes/kubernetes#67250). */
  #statefulSet(set: Stored): void {
    const { name, namespace = '' } = set.metadata;
    const hash = hashOf(set.spec.template);
    const updateRevision = `${name}-${hash}`;
    const own = this.#store.list('ControllerRevision', namespace).filter((revision) => isOwned(revision, set));
    const newest = Math.max(0, ...own.map(({ revision }) => Number(revision)));
    const current = own.find(({ metadata }) => metadata.name === updateRevision);
    if (current === undefined || Number(current['revision']) < newest) {
      const labels = { ...set.spec.selector.matchLabels };
      const data = { spec: { template: { ...set.spec.template, $patch: 'replace' } } };
      this.#store.put(
        REVISIONS,
        child('ControllerRevision', updateRevision, set, { labels }, { data, revision: newest + 1 }),
      );
    }
    const pod = this.#store.get(PODS, namespace, `${name}-0`);
    const stale = pod?.metadata.labels?.[POD_REVISION] !== updateRevision;
    if (pod !== undefined && stale && isReady(pod)) this.#store.delete(PODS, namespace, `${name}-0`);
    if (pod === undefined || (stale && isReady(pod))) this.#pod(`${name}-0`, set, { [POD_REVISION]: updateRevision });
    const now = this.#store.get(PODS, namespace, `${name}-0`);
    const ready = now !== undefined && isReady(now);
    const updated = now?.metadata.labels?.[POD_REVISION] === updateRevision;
    this.#status(STATEFUL_SETS, set, {
      ...{ observedGeneration: set.metadata['generation'], replicas: 1, readyReplicas: ready ? 1 : 0 },
      ...{ updateRevision, updatedReplicas: updated ? 1 : 0 },
      currentRevision: ready && updated ? updateRevision : (set.status?.currentRevision ?? ''),
    });
  }

  #pod(name: string, owner: Stored, labels: Json): void {
    const ready = this.#pullable(imageOf(owner));
    const status = {
      phase: ready ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    };
    const metadata = { labels: { ...owner.spec.template.metadata.labels, ...labels } };
    this.#store.put(PODS, child('Pod', name, owner, metadata, { spec: owner.spec.template.spec, status }));
  }

  #status(resource: ApiResource, object: Stored, status: Json): void {
    if (JSON.stringify(object.status) === JSON.stringify(status)) return;
    this.#store.put(resource, { ...object, status });
  }
}

const REVISION = 'deployment.kubernetes.io/revision';
const POD_REVISION = 'controller-revision-hash';

function child(kind: string, name: string, owner: Stored, metadata: Json, rest: Json): Stored {
  const { apiVersion, kind: ownerKind } = owner;
  const reference = {
    apiVersion,
    kind: ownerKind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
  };
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { ...metadata, name, namespace: owner.metadata.namespace ?? '', uid: '', ownerReferences: [reference] },
    ...structuredClone(rest),
  };
}

function isOwned({ metadata }: Stored, owner: Stored): boolean {
  const [reference] = (metadata['ownerReferences'] ?? []) as { uid: string }[];
  return reference?.uid === owner.metadata.uid;
}

function isReady({ status }: Stored): boolean {
  return status?.phase === 'Running';
}

function imageOf({ spec }: Stored): string {
  return String(spec.template.spec.containers[0].image);
}

function hashOf(template: unknown): string {
  return createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
}
