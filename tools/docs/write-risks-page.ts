/** `npm run docs:risks`: writes docs/risks.md. */
import { writeFileSync } from 'node:fs';
import { risksPage } from '../risks/risks-page.ts';

writeFileSync('docs/risks.md', risksPage());
