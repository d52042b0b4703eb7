import { platform } from '../environments/platform.ts';

/** The page in the repository that says for each alert what to do. */
export const RUNBOOKS = `${platform.repository.replace(/\.git$/, '')}/blob/${platform.branch}/docs/alerts.md`;
