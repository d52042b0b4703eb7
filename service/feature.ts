import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Resource, Scopes } from './access/access.ts';
import type { AuditEvent } from './access/audit-log.ts';
import type { DeviceKind } from './access/devices.ts';
import type { Localized } from './common/localized.ts';
import type { ServerConfig } from './config/server.config.ts';
import type { ConfigOf, SettingGroup } from './config/settings.ts';
import type { PathNames } from './http/route-table.ts';
import type { MetricGroup } from './metrics/metric.ts';

/** An entry of the main menu. */
export interface MenuEntry {
  /** Such as `/news`. */
  readonly path: string;
  readonly title: Localized;
}

/** Health of a feature. */
export interface FeatureHealth {
  /** Whether the feature has tried once to load everything it needs. */
  readonly isStarted: boolean;
  /** Health checks of its components, for Terminus. */
  checks(): (() => HealthIndicatorResult)[];
}

/** A scope on a resource that includes the operations page. */
export interface Overseer {
  readonly scope: string;
  readonly resource: Resource;
}

/** Values of a feature's settings and of the server settings. */
export type FeatureConfig<Groups extends readonly SettingGroup[]> = ServerConfig & ConfigOf<Groups>;

/** A feature, as the rest of the process sees it. */
export interface Feature<
  Name extends string = string,
  Groups extends readonly SettingGroup[] = readonly SettingGroup[],
> {
  /** Name in FEATURES and of the folder. */
  readonly name: Name;
  /** Whether it runs only if FEATURES names it. @default false */
  readonly isOptional?: boolean;
  /** Its own settings and the shared groups it needs, such as `azureSettings`; groups used by several features are read once. */
  readonly settings: Groups;
  /** Creates its module. Imported lazily, so that a process loads only the features it runs. */
  module(config: FeatureConfig<Groups>): Promise<DynamicModule>;
  /** Token of the `FeatureHealth` that its module exports. @default no component of its own */
  readonly health?: symbol;
  /** Token of the `FeatureOperations` that its module exports: its part of the operations page. @default none */
  readonly operations?: symbol;
  /** Who may open the operations page, in addition to the scope `admin`. @default nobody */
  overseers?(config: FeatureConfig<Groups>): readonly Overseer[];
  /** Descriptions of its OpenAPI tags. @default none */
  readonly openApiTags?: readonly { readonly name: string; readonly description: string }[];
  /** Completes the OpenAPI description with what is known only at run time. @default no changes */
  describe?(document: OpenAPIObject): void;
  /** Its entries in the main menu. @default none */
  menu?(config: FeatureConfig<Groups>): readonly MenuEntry[];
  /** First path segments that it always uses, regardless of its settings. @default none */
  readonly reservedPaths?: readonly string[];
  /** Validates its settings beyond their rules and returns problems. @param taken first path segments used by others. @default none */
  check?(config: FeatureConfig<Groups>, taken: readonly string[]): readonly string[];
  /** Base path of a process that runs only this feature: `/rubis`. @default the root */
  basePath?(config: FeatureConfig<Groups>): string;
  /** Allowed values of its path parameters; others are not found: `{ queue: ['rubis'] }`. @default any */
  pathNames?(config: FeatureConfig<Groups>): PathNames;
  /** Names of its limits in `kiosque_limits_reached_total`. @default none */
  readonly rateLimits?: readonly string[];
  /** Patterns (global) of secrets in its paths, to redact from logs; the first group of each match is kept. @default none */
  readonly secretPathParameters?: readonly RegExp[];
  /** Scopes it requires. @default none */
  readonly scopes?: Scopes;
  /** Scopes that everyone has, by its settings. @default none */
  openScopes?(config: FeatureConfig<Groups>): readonly string[];
  /** Kinds of devices that show its pages. @default none */
  devices?(config: FeatureConfig<Groups>): readonly DeviceKind[];
  /** Events it records in the audit log. @default none */
  readonly auditEvents?: readonly AuditEvent[];
  /** Its metrics, for docs/metrics.md. @default none */
  readonly metrics?: MetricGroup;
  /** Operations it measures in `kiosque_dependency_duration_seconds`. @default none */
  readonly dependencyOperations?: readonly string[];
  /** Called when the process listens at `url`. @default no action */
  onListening?(app: NestFastifyApplication, url: string, config: FeatureConfig<Groups>): Promise<void>;
}

/** Defines a feature, preserving the types of its name and settings. */
export function defineFeature<const Name extends string, const Groups extends readonly SettingGroup[]>(
  feature: Feature<Name, Groups>,
): Feature<Name, Groups> {
  return feature;
}
