import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Azurite } from '../../test/azurite.ts';
import { EntraAuthority } from '../../test/entra-authority.ts';
import { eventually } from '../../test/eventually.ts';
import { freePort } from '../../test/free-port.ts';
import { selfSigned } from '../../test/self-signed.ts';
import type { SelfSigned } from '../../test/self-signed.ts';
import { ServiceProcess } from '../../test/service-process.ts';

const FAQ = '{"questions":[{"q":"Where?","a":"Here"}]}';

/** The built service reads Blob storage as a pod in AKS does: a projected token, the tenant's authority, TLS everywhere. */
describe('workload identity', () => {
  let tls: SelfSigned;
  let azurite: Azurite;
  let authority: EntraAuthority;
  let managementPort: number;
  let service: ServiceProcess | undefined;
  let url: string;
  const tokenFile = (): string => join(tls.directory, 'token');

  /** Written beside and put in place at once, as the kubelet does. */
  const project = async (token: string): Promise<void> => {
    await writeFile(`${tokenFile()}.new`, token);
    await rename(`${tokenFile()}.new`, tokenFile());
  };

  /** The service as the webhook sets it up. */
  const start = async (environment: NodeJS.ProcessEnv = {}): Promise<void> => {
    managementPort = await freePort();
    ({ service, url } = await ServiceProcess.start({
      FEATURES: 'content',
      MANAGEMENT_PORT: String(managementPort),
      CONTENT_SOURCE: 'azure-blob',
      CONTENT_CACHE_TTL_SECONDS: '2',
      AZURE_STORAGE_ACCOUNT_URL: azurite.accountUrl,
      AZURE_CREDENTIAL: 'workload-identity',
      AZURE_CLIENT_ID: authority.clientId,
      AZURE_TENANT_ID: authority.tenantId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile(),
      AZURE_AUTHORITY_HOST: authority.url,
      NODE_EXTRA_CA_CERTS: tls.certificate,
      SHUTDOWN_DRAIN_SECONDS: '0',
      ...environment,
    }));
  };

  const faq = async (): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${url}/api/faq`);
    return { status: response.status, text: await response.text() };
  };

  const reason = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${String(managementPort)}/readyz`);
    const report = (await response.json()) as { details: Record<string, { message: string }> };
    return report.details['content.faq']?.message ?? '';
  };

  beforeAll(async () => {
    tls = selfSigned();
    authority = await EntraAuthority.start(tls);
    azurite = await Azurite.start();
    await azurite.upload('faq.json', FAQ);
    await azurite.stop();
    await azurite.resume(tls);
  });
  afterAll(async () => {
    await azurite.remove();
    await authority.close();
    await rm(tls.directory, { recursive: true });
  });
  beforeEach(async () => {
    authority.outage = undefined;
    await project(await authority.projectedToken());
  });
  afterEach(async () => {
    await service?.end('SIGTERM');
    service = undefined;
  });

  it('should read documents with the token issued for the projected one', async () => {
    const projected = await authority.projectedToken();
    await project(projected);
    await start();
    await eventually(async () => {
      expect(await faq()).toEqual({ status: 200, text: FAQ });
    });
    expect(authority.assertions.at(-1)).toBe(projected);
    expect(await reason()).toBe('ok: faq.json, 1 items');
  });

  it('should use the new projected token after the old one was rejected', async () => {
    await project(await authority.projectedToken({ seconds: -60 }));
    await start();
    await eventually(async () => {
      expect(await reason()).toContain('AADSTS700024');
    });
    expect((await faq()).status).toBe(503);
    const renewed = await authority.projectedToken();
    await project(renewed);
    await eventually(async () => {
      expect(await faq()).toEqual({ status: 200, text: FAQ });
    });
    expect(authority.assertions.at(-1)).toBe(renewed);
  });

  const WRONG: readonly [string, () => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>, string, string][] = [
    [
      'a client id that the tenant does not know',
      () => ({ AZURE_CLIENT_ID: randomUUID() }),
      'misconfigured',
      '<authority> returned AADSTS700016, AZURE_CLIENT_ID is unknown in the tenant AZURE_TENANT_ID: check both',
    ],
    [
      'a token file that is missing',
      () => ({ AZURE_FEDERATED_TOKEN_FILE: join(tls.directory, 'nowhere') }),
      'misconfigured',
      'the file AZURE_FEDERATED_TOKEN_FILE cannot be read (ENOENT): check the path, and that the workload identity webhook mounts it in the pod',
    ],
    [
      'a token file that is empty',
      async () => {
        await project('');
        return {};
      },
      'misconfigured',
      'the file AZURE_FEDERATED_TOKEN_FILE is empty: check the path, and that the workload identity webhook mounts it in the pod',
    ],
    [
      'a token that has expired',
      async () => {
        await project(await authority.projectedToken({ seconds: -60 }));
        return {};
      },
      'forbidden',
      '<authority> returned AADSTS700024, the token in AZURE_FEDERATED_TOKEN_FILE has expired or is not yet valid: check the clocks, and that the kubelet renews the token',
    ],
    [
      'a ServiceAccount without a federated credential',
      async () => {
        await project(await authority.projectedToken({ subject: 'system:serviceaccount:default:default' }));
        return {};
      },
      'forbidden',
      '<authority> returned AADSTS70021, no federated credential of the identity AZURE_CLIENT_ID matches the token in AZURE_FEDERATED_TOKEN_FILE: check its issuer, subject and audience',
    ],
    [
      'a token that nobody signed',
      async () => {
        await project('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.');
        return {};
      },
      'forbidden',
      '<authority> returned AADSTS5002738, check AZURE_CLIENT_ID, AZURE_TENANT_ID and the federated credential of the identity',
    ],
    [
      'an authority that nothing listens for',
      async () => ({ AZURE_AUTHORITY_HOST: `https://127.0.0.1:${String(await freePort())}` }),
      'unreachable',
      '<authority> could not be reached (endpoints_resolution_error): check AZURE_AUTHORITY_HOST, AZURE_TENANT_ID and that the pod can connect to it',
    ],
    [
      'an authority that is overloaded',
      () => {
        authority.outage = 503;
        return {};
      },
      'unreachable',
      '<authority> could not be reached (network_error): check AZURE_AUTHORITY_HOST, AZURE_TENANT_ID and that the pod can connect to it',
    ],
  ];

  it.each(WRONG)('should report in one sentence what to check: %s', async (_, environment, failure, sentence) => {
    const own = await environment();
    await start(own);
    const { host } = new URL(own['AZURE_AUTHORITY_HOST'] ?? authority.url);
    const expected = `container content of 127.0.0.1:${String(azurite.port)}: workload identity returned no token: ${sentence.replace('<authority>', host)}`;
    await eventually(async () => {
      expect(await reason()).toBe(`down: ${expected}`);
    });
    expect((await faq()).status).toBe(503);
    await eventually(() => {
      expectOneSentence(service?.output ?? '', failure, expected);
    });
  });

  it('should report that the authority did not respond, not the container', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const host = `127.0.0.1:${String((silent.address() as AddressInfo).port)}`;
    await start({ AZURE_AUTHORITY_HOST: `https://${host}` });
    await eventually(async () => {
      expect(await reason()).toContain(
        `workload identity returned no token: ${host} did not respond within 3 s: check`,
      );
    }, 15_000);
    await service?.end('SIGTERM');
    service = undefined;
    silent.close();
  });
});

/** One line for the collection, no stack trace and nothing that looks like a token, whatever else was logged. */
function expectOneSentence(output: string, state: string, reason: string): void {
  const lines = output.split('\n').filter((line) => line.includes('"collection":"faq"'));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ state, reason, msg: 'content could not be refreshed, nothing to serve' }),
  ]);
  expect(output).not.toMatch(/eyJ|\\n\s+at |Trace ID/);
}
