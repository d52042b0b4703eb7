import { LIKELY, WEAK, signatures } from './signature.ts';

const SESSION =
  'jsessionid|phpsess(?:ion)?id|phpsessid|asp(?:\\.net_)?sessionid\\w{0,12}|asp\\.net_sessionid|(?:\\w{0,20}[_-])?session(?:[_-]?id)|sess(?:ion)?[_-]?id|sid|session[_-]?token|_?flask_session|ci_session|cakephp|koa[.:]sess|shiny-token|(?:__(?:host|secure)-)?next-auth\\.session-token|jw(?:s|t)?session(?:id)?|jservsession\\w{0,10}|cftoken|cfid|cfsid|cfglobals|zenid|viewstate|weblogicsession|connect\\.sid|laravel_session|_session|express[:.]sess|rack\\.session|symfony|adonis-session|sails\\.sid|frontend|ocsessid|viminvariantsid|aiohttp_session|tornado_session|django_session|websession|fastcgi-session|play_session|grails_session|beaker\\.session\\.id';

/** Scripts that set a cookie. */
export const COOKIE_SETTING = signatures('session-fixation', 'cross-site-scripting', [
  [
    LIKELY,
    /\bdocument ?\. ?cookie ?=|\bcookie ?; ?(?:expires|domain|path|max-age) ?=|\bset-cookie ?[:=]|<meta[^>]{0,60}set-cookie/,
  ],
]);

/** Identifiers of sessions in the address, which some old applications put there themselves. */
export const SESSION_PARAMETER = signatures('session-parameter', 'probe', [
  [WEAK, new RegExp(`\\u0001(?:${SESSION})\\u0002[^\\u0001]`)],
]);
