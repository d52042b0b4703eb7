/** `npm run docs:deployment`: writes docs/deployment/, and nothing else remains there. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { deploymentPages } from './deployment/pages.ts';
import type { Pins } from './deployment/versions.ts';

const packages = JSON.parse(readFileSync('package.json', 'utf8')) as Pins['packages'];
const pages = deploymentPages({ packages, dockerfile: readFileSync('Dockerfile', 'utf8') });
rmSync('docs/deployment', { recursive: true, force: true });
mkdirSync('docs/deployment');
for (const [name, text] of pages) writeFileSync(`docs/deployment/${name}`, text);
