import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { blocklistPublisher, publisherPeers } from './blocklist-publisher.ts';
import { Configuration } from './constructs/configuration/configuration.ts';
import { QUEUE_COMPONENT } from './constructs/labels.ts';
import { ScheduledJob } from './constructs/scheduled-job/scheduled-job.ts';
import { WebService } from './constructs/web-service/web-service.ts';
import { Worker } from './constructs/worker/worker.ts';
import type { DeploymentProps } from './constructs/workload/deployment.props.ts';
import type { Environment } from './environments/environment.ts';
import type { SecurityLog } from './environments/sections/security-log.ts';
import { clientsOf, exposureSettings } from './exposure.chart.ts';
import { logEgress, logSettings } from './observability/logs.ts';
import { notifying } from './notifications.ts';
import type { SecretsChart } from './secrets.chart.ts';
import { accessFiles, accessSettings, podsOf, redisEgress, redisSettings, withHttps } from './shared-redis.ts';

const NAME = 'security-log';
const ANALYSER = 'security-log-analyser';
const COMMAND = 'build/security-log/summary.js';

/** Where collectors find the key that signs the blocklist. */
const SIGNING = '/etc/kiosque/blocklist-signing';

/** The security log: collectors, which also show the report; analysers; and the jobs that send summaries and publish the blocklist. */
export class SecurityLogChart extends Chart {
  /** Names of its ServiceAccounts; federated credentials refer to them, so they never change. */
  static accountsOf({ securityLog }: Environment): readonly string[] {
    if (securityLog === undefined) return [];
    const jobs = securityLog.summaries === undefined ? [] : ['security-log-day', 'security-log-week'];
    return [NAME, ANALYSER, ...jobs];
  }

  /** The collectors; undefined where the environment has no security log. */
  readonly collector: WebService | undefined;

  constructor(scope: Construct, environment: Environment, secrets: SecretsChart) {
    super(scope, '0400-security-log', { namespace: environment.namespace, disableResourceNameHashes: true });
    const { securityLog } = environment;
    if (securityLog === undefined) return;
    this.collector = new WebService(this, 'Collector', {
      ...this.#pods(NAME, 'collect', { environment, securityLog, secrets }),
      replicas: securityLog.replicas,
      clients: [clientsOf(environment), ...publisherPeers(environment)],
    });
    new Worker(this, 'Analyser', {
      ...this.#pods(ANALYSER, 'analyse', { environment, securityLog, secrets }),
      replicas: securityLog.analysers,
    });
    this.#summaries({ environment, securityLog, secrets });
    blocklistPublisher(this, environment, secrets, NAME);
  }

  #pods(
    name: string,
    role: 'collect' | 'analyse',
    { environment, securityLog, secrets }: Parts,
  ): Omit<DeploymentProps, 'replicas'> {
    const { monitoring, scrapers } = environment;
    const pods = podsOf(environment, secrets, securityLog.resources);
    // Analysers build the blocklist and tell people about it; collectors show and sign it.
    const notifications = role === 'analyse' ? notifying(securityLog, secrets) : undefined;
    const signing = role === 'collect' ? secrets.blocklistSigning : undefined;
    return {
      ...pods,
      name,
      configuration: new Configuration(this, `Configuration ${name}`, {
        name,
        data: {
          FEATURES: 'security-log',
          SECURITY_LOG_ROLES: role,
          SECURITY_LOG_STORE: 'redis',
          ...exposureSettings(environment),
          ...environment.featureFlags,
          ...redisSettings(environment),
          ...accessSettings(environment),
          ...logSettings(environment, name),
          ...notifications?.settings,
          ...(signing && { BLOCKLIST_SIGNING_KEY_FILE: `${SIGNING}/BLOCKLIST_SIGNING_KEY` }),
          ...securityLog.settings,
        },
      }),
      secretFiles: {
        ...pods.secretFiles,
        ...accessFiles(secrets),
        ...notifications?.secretFiles,
        ...(signing && { [SIGNING]: signing }),
      },
      podLabels: QUEUE_COMPONENT,
      // HTTPS, for the keys of the OpenID Connect issuer, and for chat.
      egress: [...withHttps(redisEgress(environment)), ...logEgress(environment), ...(notifications?.egress ?? [])],
      monitoring,
      ...(scrapers !== undefined && { scrapers }),
    };
  }

  #summaries({ environment, securityLog, secrets }: Parts): void {
    const { summaries } = securityLog;
    if (summaries === undefined) return;
    const pods = podsOf(environment, secrets, securityLog.resources);
    const notifications = notifying(securityLog, secrets);
    const configuration = new Configuration(this, 'Job configuration', {
      name: 'security-log-jobs',
      data: {
        SECURITY_LOG_STORE: 'redis',
        ...exposureSettings(environment),
        ...redisSettings(environment),
        ...notifications.settings,
      },
    });
    for (const period of ['day', 'week'] as const) {
      new ScheduledJob(this, `Summary of a ${period}`, {
        ...pods,
        name: `security-log-${period}`,
        schedule: summaries[period],
        timeZone: environment.ticketQueues.timeZone,
        configuration,
        podLabels: QUEUE_COMPONENT,
        command: [COMMAND, '--period', period],
        secretFiles: { ...pods.secretFiles, ...notifications.secretFiles },
        egress: [...withHttps(redisEgress(environment)), ...notifications.egress],
      });
    }
  }
}

/** What the workloads are made from. */
interface Parts {
  readonly environment: Environment;
  readonly securityLog: SecurityLog;
  readonly secrets: SecretsChart;
}
