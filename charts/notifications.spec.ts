import { describe, expect, it } from '@jest/globals';
import { azureCommands } from './azure/azure-commands.ts';
import type { Environment } from './environments/environment.ts';
import { production } from './environments/production.ts';
import type { SecurityLog } from './environments/sections/security-log.ts';
import { render } from './render.ts';
import { objectsOf } from './test/objects.ts';

const { securityLog } = production;
if (securityLog === undefined) throw new Error('production has no security log');

const changed = (change: Partial<SecurityLog>): Environment => ({
  ...production,
  securityLog: { ...securityLog, ...change },
});
const textOf = (environment: Environment, kind: string, name: string): string | undefined =>
  JSON.stringify(
    objectsOf(render([environment])).find(({ object }) => object.kind === kind && object.metadata.name === name)
      ?.object,
  );

const SUMMARIES = { day: '0 7 * * *', week: '30 7 * * 1' };
const MAIL = { settings: { NOTIFICATIONS_SMTP_HOST: 'smtp.example.org' }, smtpPassword: true };

describe('Notifications of the security log', () => {
  it('should give analysers and jobs what they send with, and open the ports of mail servers only for mail', () => {
    const environment = changed({ summaries: SUMMARIES, notifications: MAIL });
    for (const name of ['security-log-analyser', 'security-log-jobs']) {
      expect(textOf(environment, 'ConfigMap', name)).toContain(
        '"NOTIFICATIONS_SMTP_PASSWORD_FILE":"/etc/kiosque/notifications/SMTP_PASSWORD"',
      );
    }
    for (const name of ['security-log-analyser', 'security-log-day', 'security-log-week']) {
      expect(textOf(environment, 'NetworkPolicy', name)).toContain('{"port":587,"protocol":"TCP"}');
      expect(textOf(production, 'NetworkPolicy', name) ?? '').not.toContain('587');
    }
    expect(textOf(environment, 'CronJob', 'security-log-day')).toContain('"mountPath":"/etc/kiosque/notifications"');
    expect(azureCommands(environment)).toContain('--name notifications-smtp-password ');
  });

  it('should stay away from collectors, which send nothing', () => {
    const environment = changed({ summaries: SUMMARIES, notifications: { ...MAIL, mattermost: true } });
    expect(textOf(environment, 'ConfigMap', 'security-log')).not.toContain('NOTIFICATIONS_');
    expect(textOf(environment, 'Deployment', 'security-log')).not.toContain('notifications');
    expect(textOf(environment, 'NetworkPolicy', 'security-log')).not.toContain('587');
  });

  it('should be configured where summaries are sent', () => {
    const { notifications: _, ...silent } = securityLog;
    expect(() => render([{ ...production, securityLog: { ...silent, summaries: SUMMARIES } }])).toThrow(
      'securityLog.notifications',
    );
    const none = { ...production, securityLog: silent };
    expect(textOf(none, 'ConfigMap', 'security-log-analyser')).not.toContain('NOTIFICATIONS_');
    expect(textOf(none, 'ExternalSecret', 'notifications')).toBe(undefined);
  });
});

describe('The key that signs the blocklist', () => {
  it('should be mounted by the collectors alone', () => {
    expect(textOf(production, 'ConfigMap', 'security-log')).toContain(
      '"BLOCKLIST_SIGNING_KEY_FILE":"/etc/kiosque/blocklist-signing/BLOCKLIST_SIGNING_KEY"',
    );
    expect(textOf(production, 'Deployment', 'security-log')).toContain('blocklist-signing');
    for (const kind of ['ConfigMap', 'Deployment'])
      expect(textOf(production, kind, 'security-log-analyser')).not.toContain('blocklist-signing');
    expect(azureCommands(production)).toContain('--name blocklist-signing ');
  });
});
