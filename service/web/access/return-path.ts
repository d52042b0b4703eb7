/** Any origin that no page can have, to resolve paths against. */
const NOWHERE = 'http://kiosque.invalid';

/** Returns a path of this site to go to after signing in; the fallback for anything that would leave it. */
export function returnPath(given: unknown, fallback: string): string {
  if (typeof given !== 'string' || given.length > 2048 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(given)) return fallback;
  const url = URL.parse(given, NOWHERE);
  return url?.origin === NOWHERE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : fallback;
}
