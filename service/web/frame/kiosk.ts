/** How long the tablet at the entrance shows a number or a problem: time enough to read it, and to scan a code. */
const KIOSK_SECONDS = 15;

/** The header `Refresh` that leads the tablet back to its page, at `address`. */
export function kioskRefresh(address: string): string {
  return `${String(KIOSK_SECONDS)};url=${address}`;
}
