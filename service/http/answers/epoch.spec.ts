import { describe, expect, it } from '@jest/globals';
import { readConfiguration, settingGroups } from '../../configuration.ts';
import { epochOf } from './epoch.ts';

describe(epochOf.name, () => {
  const epoch = (environment: NodeJS.ProcessEnv): string => epochOf(readConfiguration(environment), settingGroups());

  it.each([
    { WEB_TITLE: 'Kiosk' },
    { WEB_TIME_ZONE: 'UTC' },
    { CORS_ORIGINS: 'none' },
    { CONTENT_MAX_AGE_SECONDS: '61' },
    { CONTENT_NEWS_MAX_AGE_SECONDS: '61' },
    { QUEUE_NAME: 'rubis' },
    { FEATURES: 'content' },
  ])('should change with %j', (environment) => {
    expect(epoch(environment)).not.toBe(epoch({}));
  });

  it.each([
    { PORT: '8080' },
    { LOG_LEVEL: 'debug' },
    { CONTENT_SOURCE: 'azure-blob' },
    { CONTENT_DIRECTORY: '/elsewhere' },
    { AZURE_TENANT_ID: '0'.repeat(36) },
    { REDIS_HOST: '10.0.0.1' },
    { RATE_LIMIT_PER_MINUTE: '5' },
  ])('should not change with %j, which changes no response', (environment) => {
    expect(epoch(environment)).toBe(epoch({}));
  });
});
