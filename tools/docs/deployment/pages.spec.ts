import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import { environments } from '../../../charts/environments/environments.ts';
import { production } from '../../../charts/environments/production.ts';
import { render } from '../../../charts/render.ts';
import { contextDiagram } from './context-diagram.ts';
import { deployedOf } from './deployed.ts';
import type { Deployed } from './deployed.ts';
import { environmentPage } from './environment-page.ts';
import { hostsOf } from './hosts.ts';
import { installationPage } from './installation-page.ts';
import { deploymentPages } from './pages.ts';
import type { Pins } from './versions.ts';

const pins: Pins = {
  packages: JSON.parse(readFileSync('package.json', 'utf8')) as Pins['packages'],
  dockerfile: readFileSync('Dockerfile', 'utf8'),
};
const deployed = deployedOf(production, render(environments));

/** The same environment with another object. */
function withObject(object: Deployed['objects'][number]): Deployed {
  return { ...deployed, objects: [...deployed.objects, object] };
}

describe('docs/deployment', () => {
  it('should be up to date, with no other files', async () => {
    const options = { ...(await resolveConfig('README.md')), parser: 'markdown' };
    const pages = deploymentPages(pins);
    expect(readdirSync('docs/deployment').sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages)
      expect({ name, text: readFileSync(`docs/deployment/${name}`, 'utf8') }).toEqual({
        name,
        text: await format(text, options),
      });
  });

  it('should be the same when generated again', () => {
    expect([...deploymentPages(pins)]).toEqual([...deploymentPages(pins)]);
  });
});

describe(environmentPage.name, () => {
  it('should list a new Service and its port', () => {
    const service = {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'other', namespace: production.namespace } },
      spec: { selector: { 'app.kubernetes.io/name': 'content' }, ports: [{ port: 8080, targetPort: 'http' }] },
    };
    expect(environmentPage(deployed)).not.toContain('| other.');
    expect(environmentPage(withObject(service))).toContain(
      '| other.kiosque-production.svc | 8080 | TCP | content | 3000 |',
    );
  });

  it('should show ticket queues that differ only in their names as one, and others apart', () => {
    expect(environmentPage(deployed)).toContain(
      '["queue-rubis<br/>queue-saphir<br/>queue-emeraude<br/>queue-diamant<br/>',
    );
    const objects = deployed.objects.map((object) =>
      object.kind === 'HorizontalPodAutoscaler' && object.metadata.name === 'queue-rubis'
        ? { ...object, spec: { ...object.spec, maxReplicas: 9 } }
        : object,
    );
    expect(environmentPage({ ...deployed, objects })).toContain('["queue-rubis<br/>Deployment<br/>pods: 2 to 9<br/>');
  });

  it('should show a ticket queue with another memory apart', () => {
    const objects = deployed.objects.map((object) => {
      if (object.kind !== 'Deployment' || object.metadata.name !== 'queue-saphir') return object;
      return JSON.parse(JSON.stringify(object).replace('"memory":"512Mi"', '"memory":"640Mi"')) as typeof object;
    });
    expect(environmentPage({ ...deployed, objects })).toContain('["queue-saphir<br/>Deployment<br/>pods: 2 to 6<br/>');
  });

  it('should state requests, limits, replicas, quota and volumes', () => {
    const page = environmentPage(deployed);
    expect(page).toContain('| redis | StatefulSet | 1 | 500m to 1 | 1Gi to 2Gi | 64Mi to 256Mi | data 10Gi | 1 |');
    expect(page).toContain('| content | Deployment | 3 to 10 | 250m to 1 | 256Mi to 512Mi |');
    expect(page).toContain('| `requests.storage` | 20Gi |');
  });
});

describe(hostsOf.name, () => {
  it('should name the workloads that read a host, and may connect to it', () => {
    const storage = hostsOf(deployed.objects).filter(({ host }) => host === 'kiosqueproduction.blob.core.windows.net');
    expect(storage.map(({ port, usedBy }) => [port, usedBy])).toEqual([[443, ['content', 'queue-backup']]]);
    expect(hostsOf(deployed.objects).find(({ host }) => host === 'github.com')).toMatchObject({
      port: 22,
      usedBy: ['blocklist-publisher'],
    });
  });

  it('should refuse a host of a setting without a meaning', () => {
    const map = {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other', namespace: production.namespace } },
      data: { OTHER_URL: 'https://other.example.org' },
    };
    expect(() => environmentPage(withObject(map))).toThrow(
      new Error(
        'no meaning for the setting OTHER_URL, which names other.example.org: add it to tools/docs/deployment/hosts.ts.',
      ),
    );
  });
});

describe(contextDiagram.name, () => {
  it('should refuse an exposed workload without users', () => {
    const route = {
      ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'other' } },
      spec: { rules: [{ matches: [{ path: { value: '/other' } }], backendRefs: [{ name: 'other' }] }] },
    };
    expect(() => contextDiagram(withObject(route))).toThrow(
      new Error('no users for other, exposed as /other: add them to tools/docs/deployment/context-diagram.ts.'),
    );
  });
});

describe(installationPage.name, () => {
  it('should undo what environments share only with the last of them', () => {
    const [, undo = ''] =
      /## \d+\. Ingress traffic\n.*?Undo:\n+```sh\n(.*?)```/s.exec(installationPage(deployed)) ?? [];
    const [own = '', shared = ''] = undo.split(
      '# Shared by the environments of cluster kiosque: only with the last of them\n',
    );
    expect(own).toContain('az network vnet subnet delete --name production ');
    expect(own).not.toContain('azure-alb-identity');
    expect(shared).toMatch(/^helm uninstall alb-controller .*az identity delete --name azure-alb-identity /s);
  });

  it('should apply every file in order, and wait for its workloads', () => {
    const page = installationPage(deployed);
    const applied = [...page.matchAll(/^kubectl apply .* dist\/(\S+)$/gm)].map(([, path]) => path);
    expect(applied).toEqual([...deployed.files.keys()]);
    expect(page).toContain('kubectl rollout status statefulset/redis --namespace kiosque-production --timeout 300s');
  });
});
