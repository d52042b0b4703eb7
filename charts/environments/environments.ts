import { development } from './development.ts';
import type { Environment } from './environment.ts';
import { production } from './production.ts';
import { qualification } from './qualification.ts';

/** Every environment that is rendered, in the order of promotion. */
export const environments: readonly Environment[] = [development, qualification, production];
