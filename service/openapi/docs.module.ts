import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { builtOr } from '../common/build-files.ts';
import { DocsController } from './docs.controller.ts';
import { PAGE_DIRECTORY, SWAGGER_UI_DIRECTORY } from './docs.files.ts';
import { DESCRIBED_FEATURES, OPEN_SCOPES, OpenApiDocument } from './openapi-document.ts';
import type { DescribedFeature } from './openapi-document.ts';

/** The OpenAPI description and its page. */
@Module({})
export class DocsModule {
  /** @param entry URL of the entry file. @param openScopes scopes that everyone has. */
  static with(entry: string, features: readonly DescribedFeature[], openScopes: readonly string[]): DynamicModule {
    return {
      module: DocsModule,
      controllers: [DocsController],
      providers: [
        { provide: DESCRIBED_FEATURES, useValue: features },
        { provide: OPEN_SCOPES, useValue: openScopes },
        { provide: PAGE_DIRECTORY, useValue: builtOr(entry, './docs/page/', './openapi/page/') },
        { provide: SWAGGER_UI_DIRECTORY, useValue: swaggerUiDirectory(entry) },
        OpenApiDocument,
      ],
    };
  }
}

/** The build copies the two required files of Swagger UI; from source, they are in the package. */
function swaggerUiDirectory(entry: string): URL {
  const built = new URL('./docs/swagger-ui/', entry);
  return existsSync(built)
    ? built
    : new URL('./', pathToFileURL(createRequire(entry).resolve('swagger-ui-dist/package.json')));
}
