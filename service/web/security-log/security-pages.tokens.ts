/** Path of the report: `/security`. */
export const SECURITY_PATH = '/security';

/** Path of the page of the blocklist. */
export const BLOCKLIST_PATH = `${SECURITY_PATH}/blocklist`;
