const [CSS, JS] = ['text/css; charset=utf-8', 'text/javascript; charset=utf-8'];

/** The files of the page; a Map, because names come from requests and objects have properties of their own. */
export const FILES = new Map([
  ['swagger-ui.css', { mediaType: CSS, own: false }],
  ['swagger-ui-bundle.js', { mediaType: JS, own: false }],
  ['docs.css', { mediaType: CSS, own: true }],
  ['init.js', { mediaType: JS, own: true }],
]);
