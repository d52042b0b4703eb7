import type { OpenAPIObject } from '@nestjs/swagger';

/** What a feature adds to the API description. */
export interface DescribedFeature {
  readonly openApiTags?: readonly { readonly name: string; readonly description: string }[];
  describe?(document: OpenAPIObject): void;
}

/** Token of the features that this process runs, `readonly DescribedFeature[]`. */
export const DESCRIBED_FEATURES = Symbol('DescribedFeatures');

/** Token of the URL of the directory with the files of Swagger UI. */
export const SWAGGER_UI_DIRECTORY = Symbol('SwaggerUiDirectory');

/** Token of the URL of the directory with the style sheet and script added to Swagger UI. */
export const PAGE_DIRECTORY = Symbol('PageDirectory');
