import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Scopes } from './access/access.ts';
import type { Localized } from './common/localized.ts';
import type { ServerConfig } from './config/server.config.ts';
import type { ConfigOf, SettingGroup } from './config/settings.ts';
import type { PathNames } from './http/route-table.ts';

/** A page that the main menu leads to. */
export interface MenuEntry {
  /** Such as `/news`. */
  readonly path: string;
  readonly title: Localized;
}

/** What a feature says of its own health. */
export interface FeatureHealth {
  /** Whether it had its first attempt at everything it needs. */
  readonly isStarted: boolean;
  /** Its components, for Terminus. */
  checks(): (() => HealthIndicatorResult)[];
}

/** The values of a feature's settings, and those of the process. */
export type FeatureConfig<Groups extends readonly SettingGroup[]> = ServerConfig & ConfigOf<Groups>;

/** All that the rest of the process knows of a feature. */
export interface Feature<
  Name extends string = string,
  Groups extends readonly SettingGroup[] = readonly SettingGroup[],
> {
  /** Its word in FEATURES and the name of its folder. */
  readonly name: Name;
  /** Its own settings, and the shared groups that it needs, such as `azureSettings`; a group that several features name is read once. */
  readonly settings: Groups;
  /** Its module, which makes its sources, stores and policies. Imported here, so that a process loads no feature that it does not run. */
  module(config: FeatureConfig<Groups>): Promise<DynamicModule>;
  /** Token of the `FeatureHealth` that its module exports. @default no component of its own */
  readonly health?: symbol;
  /** What its groups of operations are about. @default none */
  readonly openApiTags?: readonly { readonly name: string; readonly description: string }[];
  /** Completes the OpenAPI description with what is known only when the process runs. @default nothing to add */
  describe?(document: OpenAPIObject): void;
  /** Its entries of the main menu. @default none */
  menu?(config: FeatureConfig<Groups>): readonly MenuEntry[];
  /** First segments of the addresses it answers whatever its settings: nothing that settings name may stand there. @default none */
  readonly reservedPaths?: readonly string[];
  /** What is wrong with its settings beside their rules. `taken` are the first segments that others answer. @default nothing */
  check?(config: FeatureConfig<Groups>, taken: readonly string[]): readonly string[];
  /** Path below which a process that runs it alone has its own pages and files: `/rubis`. @default the root */
  basePath?(config: FeatureConfig<Groups>): string;
  /** Values that parameters of its paths have, where others are no addresses: `{ queue: ['rubis'] }`. @default any */
  pathNames?(config: FeatureConfig<Groups>): PathNames;
  /** Names of the limits it counts in `kiosque_limits_reached_total`. @default none */
  readonly rateLimits?: readonly string[];
  /** Shapes of the secrets that its paths hold and no log may; the first group of each is kept. Global expressions. @default none */
  readonly secretPathParameters?: readonly RegExp[];
  /** Scopes that it asks credentials for, with the kind of resource each is for. @default none */
  readonly scopes?: Scopes;
  /** Told when the process listens, at `url`. @default nothing to do */
  onListening?(app: NestFastifyApplication, url: string, config: FeatureConfig<Groups>): Promise<void>;
}

/** Defines a feature: the types of its name and settings are kept. */
export function defineFeature<const Name extends string, const Groups extends readonly SettingGroup[]>(
  feature: Feature<Name, Groups>,
): Feature<Name, Groups> {
  return feature;
}
