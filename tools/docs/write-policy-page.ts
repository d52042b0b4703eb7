/** `npm run docs:policy`: writes docs/policy.md. */
import { writeFileSync } from 'node:fs';
import { policyPage } from './policy-page.ts';

writeFileSync('docs/policy.md', await policyPage());
