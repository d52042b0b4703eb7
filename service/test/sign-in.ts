import type { Page } from 'playwright-core';
import { send } from './create-test-app.ts';

/** A session as the headers of a script in a signed-in page. */
export interface TestSession {
  readonly cookie: string;
  readonly 'x-csrf-token': string;
}

/** Opens a page that requires signing in, and signs in with a key. */
export async function openSignedIn(page: Page, address: string, key: string): Promise<void> {
  await page.goto(address);
  await page.fill('#key', key);
  await page.click('main form button');
  await page.waitForURL((url) => url.pathname === new URL(address).pathname);
}

/** Signs in with a key, without a browser. @param base base path of the process, such as `/rubis`. */
export async function startSession(url: string, key: string, base = ''): Promise<TestSession> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams({ key }).toString();
  const { status, headers, text } = await send(url, `${base}/sign-in`, type, 'POST', form);
  const cookie = cookiesOf(headers['set-cookie']);
  if (status !== 303 || cookie === '') throw new Error(`signing in was answered with ${String(status)}: ${text}`);
  const page = await send(url, `${base}/sign-in`, { cookie });
  return { cookie, 'x-csrf-token': /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' };
}

/** Returns the Cookie header that answers these Set-Cookie headers. */
export function cookiesOf(set: readonly string[] = []): string {
  return set.map((one) => one.split(';', 1)[0] ?? '').join('; ');
}
