import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { APP_FILTER, RouterModule } from '@nestjs/core';
import { AccessModule } from './access/access.module.ts';
import { ACCESS_SCOPES, INSTALLATION } from './access/access.scopes.ts';
import type { Scopes } from './access/access.ts';
import { featureFlags } from './config/feature-flags.ts';
import { settingGroups } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { CoreModule } from './core.module.ts';
import type { Feature, Overseer } from './feature.ts';
import type { FeatureName } from './features.ts';
import { HealthModule } from './health/health.module.ts';
import { ProblemFilter } from './http/problems/problem.filter.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { DocsModule } from './openapi/docs.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { AccessPagesModule } from './web/access/access-pages.module.ts';
import type { StaffPage } from './web/frame/accounts.ts';
import { WebModule } from './web/frame/web.module.ts';
import { OPERATIONS_TITLE } from './web/operations/operations-messages.ts';
import { OperationsPagesModule } from './web/operations/operations-pages.module.ts';
import { PAGES } from './web/pages.ts';
import type { Pages } from './web/pages.ts';

/** Options of the application. */
export interface Composition {
  readonly config: Configuration;
  /** URL of the entry file; the assets of the pages are next to it. */
  readonly entry: string;
  /** All features. */
  readonly features: readonly Feature[];
  /** Features that this process runs. */
  readonly running: readonly Feature[];
  /** Base path of the process's own pages and files: empty, or such as `/rubis`. */
  readonly basePath: string;
  /** Providers available to every module. */
  readonly core: readonly Provider[];
}

/** A feature that this process runs, and its module. */
interface RunningFeature {
  readonly feature: Feature;
  readonly module: DynamicModule;
}

/** The composition root: modules of the process and of the enabled features. */
@Module({})
export class AppModule {
  static async with({ config, entry, features, running, basePath, core }: Composition): Promise<DynamicModule> {
    const modules = await Promise.all(
      running.map(async (feature) => ({ feature, module: await feature.module(config) })),
    );
    const scopes = Object.assign({ ...ACCESS_SCOPES }, ...features.map((feature) => feature.scopes)) as Scopes;
    const devices = running.flatMap((feature) => feature.devices?.(config) ?? []);
    const pages = pagesOf(modules);
    const isProtected = running.some((feature) => feature.scopes !== undefined);
    const overseers = running.flatMap((feature) => feature.overseers?.(config) ?? []);
    const staffPages = [
      ...pages.flatMap(({ found }) => found.staff?.(config) ?? []),
      ...operationsPages(`${basePath}/operations`, overseers),
    ];
    const atBasePath = [WebModule, DocsModule, ...(isProtected ? [AccessPagesModule, OperationsPagesModule] : [])];
    return {
      module: AppModule,
      imports: [
        CoreModule.with(core),
        MetricsModule,
        ...(isProtected ? [AccessModule.with(config, { scopes, devices }), AccessPagesModule.with(staffPages)] : []),
        WebModule.with({
          config,
          entry,
          menu: running.flatMap((feature) => feature.menu?.(config) ?? []),
          unattended: pages.flatMap(({ found }) => found.unattended?.(config) ?? []),
        }),
        ...modules.map(({ module }) => module),
        ...pages.flatMap(({ found, module }) => found.modules(module, config, basePath)),
        DocsModule.with(
          entry,
          running,
          running.flatMap((feature) => feature.openScopes?.(config) ?? []),
        ),
        ...(isProtected ? [operationsOf(config, modules), OperationsPagesModule.with(overseers)] : []),
        HealthModule.with(modules),
        ...(basePath === '' ? [] : [RouterModule.register(atBasePath.map((module) => ({ path: basePath, module })))]),
      ],
      providers: [{ provide: APP_FILTER, useExisting: ProblemFilter }],
    };
  }
}

function pagesOf(
  modules: readonly RunningFeature[],
): readonly { readonly found: Pages; readonly module: DynamicModule }[] {
  return modules.flatMap(({ feature, module }) => {
    const found = PAGES[feature.name as FeatureName];
    return found === undefined ? [] : [{ found, module }];
  });
}

/** Returns an entry of the operations page for each scope that includes it. */
function operationsPages(path: string, overseers: readonly Overseer[]): readonly StaffPage[] {
  const readers = [...overseers, { scope: 'admin', resource: INSTALLATION }];
  return readers.map(({ scope, resource }) => ({ path, title: OPERATIONS_TITLE, scope, resource: resource.name }));
}

function operationsOf(config: Configuration, modules: readonly RunningFeature[]): DynamicModule {
  const features = modules.map(({ feature }) => feature);
  return OperationsModule.with(config, {
    name: features.map((feature) => feature.basePath?.(config).slice(1) ?? feature.name).join(', '),
    modules: modules.map(({ module }) => module),
    health: features.flatMap(({ health }) => health ?? []),
    operations: features.flatMap(({ operations }) => operations ?? []),
    flags: featureFlags(settingGroups()),
  });
}
