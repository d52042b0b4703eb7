import { enableCompileCache } from 'node:module';

// Avoids parsing TypeScript and cdk8s again, which takes half the time of a render.
enableCompileCache();
await import('./synth.ts');
