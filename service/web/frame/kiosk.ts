/** How long the kiosk tablet shows a number or a problem: long enough to read it and to scan the code. */
const KIOSK_SECONDS = 15;

/** Returns the `Refresh` header that returns the tablet to its page at `address`. */
export function kioskRefresh(address: string): string {
  return `${String(KIOSK_SECONDS)};url=${address}`;
}
