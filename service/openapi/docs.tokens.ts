/** What patterns of parameters have in the place of the names of collections, which are known when the process runs. */
export const ANY_COLLECTION = '[a-z][a-z0-9-]*';

/** Token of the names of all collections. */
export const COLLECTION_NAMES = Symbol('CollectionNames');

/** Token of the URL of the directory with the files of Swagger UI. */
export const SWAGGER_UI_DIRECTORY = Symbol('SwaggerUiDirectory');

/** Token of the URL of the directory with the style and script that the page adds to Swagger UI. */
export const PAGE_DIRECTORY = Symbol('PageDirectory');
