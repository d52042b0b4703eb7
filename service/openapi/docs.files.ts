const [CSS, JS] = ['text/css; charset=utf-8', 'text/javascript; charset=utf-8'];

/** Files of the page; a Map, because names come from requests and objects have inherited properties. */
export const FILES = new Map([
  ['swagger-ui.css', { mediaType: CSS, own: false }],
  ['swagger-ui-bundle.js', { mediaType: JS, own: false }],
  ['docs.css', { mediaType: CSS, own: true }],
  ['init.js', { mediaType: JS, own: true }],
]);

/** Token of the URL of the directory with the files of Swagger UI. */
export const SWAGGER_UI_DIRECTORY = Symbol('SwaggerUiDirectory');

/** Token of the URL of the directory with the style sheet and script added to Swagger UI. */
export const PAGE_DIRECTORY = Symbol('PageDirectory');
