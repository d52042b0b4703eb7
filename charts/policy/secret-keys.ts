import { neighbours } from './kubernetes-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';

/** Names of variables that hold a secret. */
export const SECRET_NAME = /(?:SECRET|PASSWORD|CONNECTION_STRING)(?!.*_FILE$)|TOKEN$|_KEY$/;

/** Connection strings are not included: the Azure SDK only reads them from a variable. */
export const FILE_WOULD_DO = /PASSWORD|SECRET|TOKEN|KEY/;

/** Returns the keys of a Secret that External Secrets or the CSI driver creates; those of a manually created one are unknown. */
export function keysOf(name: string | undefined, object: KubernetesObject, all: readonly KubernetesObject[]): string[] {
  const external = neighbours(object, all, 'ExternalSecret')
    .filter(({ metadata }) => metadata.name === name)
    .flatMap(({ spec }) => (spec?.['data'] ?? []) as { secretKey: string }[]);
  const csi = neighbours(object, all, 'SecretProviderClass')
    .flatMap(({ spec }) => (spec?.['secretObjects'] ?? []) as { secretName: string; data: { key: string }[] }[])
    .filter(({ secretName }) => secretName === name)
    .flatMap(({ data }) => data);
  return [...external.map(({ secretKey }) => secretKey), ...csi.map(({ key }) => key)];
}
