import type { Environment } from '../../../charts/environments/environment.ts';
import type { Images } from '../images.ts';
import { read } from './kubectl.ts';
import { Failure } from './outcome.ts';

/** The fields of a pod that say what it runs. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
}

/**
 * Checks that every container of the workloads runs the promoted digests; pods that are being deleted and those of Jobs do not count.
 *
 * @throws Failure naming the first container that runs something else.
 */
export async function checkRunningImages({ namespace }: Environment, images: Images): Promise<void> {
  const { items } = await read<{ items: readonly Pod[] }>('pods', '--namespace', namespace);
  const reason = otherImage(items, images);
  if (reason !== undefined) throw new Failure('running image', reason);
}

/** Returns which container does not run what `images.json` says; `undefined` if all do. */
export function otherImage(pods: readonly Pod[], images: Images): string | undefined {
  const expected = new Map(Object.values(images).map(({ repository, digest }) => [repository, digest]));
  const containers = pods
    .filter(({ metadata: { deletionTimestamp, ownerReferences: [owner] = [] } }) => {
      return deletionTimestamp === undefined && owner?.kind !== 'Job';
    })
    .flatMap(({ metadata, spec }) => spec.containers.map(({ image }) => ({ pod: metadata.name, image })));
  const kiosque = images['kiosque']?.repository;
  if (!containers.some(({ image }) => image.startsWith(`${String(kiosque)}@`)))
    return `no pod runs an image of ${String(kiosque)}`;
  const other = containers.find(({ image }) => {
    const [repository = '', digest] = image.split('@');
    return expected.has(repository) && expected.get(repository) !== digest;
  });
  return other && `the pod ${other.pod} runs ${other.image}, not the promoted digest`;
}
