import { rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { azureSettings } from '../../config/azure.config.ts';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError, readSettings } from '../../config/settings.ts';
import { EntraAuthority } from '../../test/entra-authority.ts';
import { selfSigned } from '../../test/self-signed.ts';
import type { SelfSigned } from '../../test/self-signed.ts';
import { azureCredential } from './azure-credential.ts';

const SCOPE = 'https://storage.azure.com/.default';
const FIVE_MINUTES = 300_000;

const read = (environment: NodeJS.ProcessEnv): AzureConfig =>
  readSettings([azureSettings], environment) as unknown as AzureConfig;

describe('the configured identity', () => {
  const trusted = getCACertificates('default');
  let tls: SelfSigned;
  let authority: EntraAuthority;
  let file: string;
  const environment = (): NodeJS.ProcessEnv => ({
    AZURE_CLIENT_ID: authority.clientId,
    AZURE_TENANT_ID: authority.tenantId,
    AZURE_FEDERATED_TOKEN_FILE: file,
    AZURE_AUTHORITY_HOST: authority.url,
  });

  beforeAll(async () => {
    tls = selfSigned();
    file = join(tls.directory, 'token');
    setDefaultCACertificates([...trusted, readFileSync(tls.certificate, 'utf8')]);
    authority = await EntraAuthority.start(tls);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await authority.close();
    setDefaultCACertificates(trusted);
    await rm(tls.directory, { recursive: true });
  });

  it('should request a new token when it expires, with the current projected token', async () => {
    // The SDK renews a token less than five minutes before it expires.
    authority.tokenSeconds = 60;
    const [first, second] = [await authority.projectedToken(), await authority.projectedToken()];
    await writeFile(file, first);
    const credential = azureCredential(read(environment()));
    await credential.getToken(SCOPE);
    expect(authority.assertions).toEqual([first]);
    await writeFile(file, second);
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + FIVE_MINUTES);
    const token = await credential.getToken(SCOPE);
    expect(token?.token).toMatch(/^eyJ/);
    expect(authority.assertions).toEqual([first, second]);
  });

  it('should read the projected token again after a failure', async () => {
    await writeFile(file, await authority.projectedToken({ seconds: -60 }));
    const credential = azureCredential(read(environment()));
    await expect(credential.getToken(SCOPE)).rejects.toMatchObject({ name: 'CredentialError', failure: 'forbidden' });
    await writeFile(file, await authority.projectedToken());
    expect(await credential.getToken(SCOPE)).not.toBeNull();
  });

  it('should reject other scopes like Entra', async () => {
    await writeFile(file, await authority.projectedToken());
    const failure = azureCredential(read(environment())).getToken('https://vault.azure.net/.default');
    await expect(failure).rejects.toThrow(/returned AADSTS1002012, check AZURE_CLIENT_ID/);
  });

  it.each(['http://login.microsoftonline.com/', 'login.microsoftonline.com', 'https://a/?b'])(
    'should reject %s as an authority',
    (host) => {
      expect(() => read({ AZURE_AUTHORITY_HOST: host })).toThrow(
        new ConfigurationError([
          'AZURE_AUTHORITY_HOST must be an https URL such as https://login.microsoftonline.com/. Authority that issues the tokens, https://login.microsoftonline.com by default; set by the workload identity webhook.',
        ]),
      );
    },
  );

  it('should not send a token to storage without TLS', () => {
    expect(() => read({ AZURE_STORAGE_ACCOUNT_URL: 'http://account.blob.core.windows.net' })).toThrow(
      /^AZURE_STORAGE_ACCOUNT_URL must be an https URL/,
    );
  });
});
