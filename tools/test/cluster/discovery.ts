import { API_RESOURCES } from './api-resources.ts';

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** Returns the discovery document of a path: versions, groups, kinds, and OpenAPI 3; undefined for other paths. */
export function discovery(path: string): object | undefined {
  const groupVersions = [...new Set(API_RESOURCES.map(({ groupVersion }) => groupVersion))];
  if (path === '/version') return { major: '1', minor: '35', gitVersion: 'v1.35.2' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return groupList(groupVersions.filter((known) => known !== 'v1'));
  if (path === '/openapi/v3') {
    const entries = groupVersions.map((known) => [
      rootOf(known),
      { serverRelativeURL: `/openapi/v3/${rootOf(known)}` },
    ]);
    return { paths: Object.fromEntries(entries) };
  }
  const documented = groupVersions.find((known) => path === `/openapi/v3/${rootOf(known)}`);
  if (documented !== undefined) return openApi(documented);
  const listed = groupVersions.find((known) => path === `/${rootOf(known)}`);
  return listed === undefined ? undefined : resourceList(listed);
}

function rootOf(groupVersion: string): string {
  return groupVersion === 'v1' ? 'api/v1' : `apis/${groupVersion}`;
}

function groupList(groupVersions: readonly string[]): object {
  const groups = groupVersions.map((groupVersion) => {
    const [name = '', version = ''] = groupVersion.split('/');
    return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function resourceList(groupVersion: string): object {
  const resources = API_RESOURCES.filter((known) => known.groupVersion === groupVersion).map(
    ({ name, kind, namespaced }) => ({ name, singularName: kind.toLowerCase(), kind, namespaced, verbs: VERBS }),
  );
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

/** The minimum for kubectl to detect field validation and dry-run support. */
function openApi(groupVersion: string): object {
  const [version = '', group = ''] = groupVersion.split('/').toReversed();
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({ name, in: 'query' }));
  const paths = API_RESOURCES.filter((known) => known.groupVersion === groupVersion).map(
    ({ name, kind, namespaced }) => {
      const gvk = { group, version, kind };
      const path = `/${rootOf(groupVersion)}${namespaced ? '/namespaces/{namespace}' : ''}/${name}/{name}`;
      return [path, { patch: { 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': gvk, parameters } }];
    },
  );
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.35.2' },
    paths: Object.fromEntries(paths) as object,
  };
}
