import type { Configuration } from '../configuration/configuration.ts';
import type { Resources } from '../hardening.ts';
import type { SecretFiles } from '../secret-files.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { Egress } from '../web-service/web-service.props.ts';

/** What a `ScheduledJob` is made of. */
export interface ScheduledJobProps {
  /** Name of every object it renders, and of the ServiceAccount: a DNS label of at most 52 characters. */
  readonly name: string;
  /** The image of Kiosque, by digest. */
  readonly image: { readonly repository: string; readonly digest: string };
  /** Script of the image and its arguments: `['build/ticket-queue/command.js', 'backup']`. */
  readonly command: readonly string[];
  /** Five fields of cron. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly resources: Resources;
  /** Its environment variables. */
  readonly configuration: Configuration;
  /** Secrets whose keys become environment variables. @default none */
  readonly secrets?: readonly SecretReference[];
  /** Secrets whose keys become files, by the directory they are mounted at. @default none */
  readonly secretFiles?: SecretFiles;
  /** Client id of the managed identity it acts as (Microsoft Entra Workload ID). @default none */
  readonly clientId?: string;
  /** Labels of its pods beside the common ones. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Where its pods may connect to, beside the name service. @default nowhere */
  readonly egress?: readonly Egress[];
  /** The PriorityClass of its pods. @default the cluster's default */
  readonly priorityClassName?: string;
}
