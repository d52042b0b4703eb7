/** Path of the report: `/security`. */
export const SECURITY_PATH = '/security';
