import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';

/**
 * Builds `build/` from the output of `tsc`: the bundled and minified entry files, the assets of pages, and build information.
 * The bundle starts twice as fast as the separate modules and needs 30 MB less memory (docs/decisions/bundle.md).
 */
const compiled = 'build/compiled';
const target = 'build';

/** Packages that Nest and Terminus load only if an application uses them; this one does not. */
const NEVER_LOADED = [
  '@nestjs/microservices*',
  '@nestjs/websockets*',
  '@nestjs/platform-express',
  '@nestjs/axios',
  '@nestjs/mongoose',
  '@nestjs/sequelize',
  '@nestjs/typeorm',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@grpc/*',
  '@mikro-orm/*',
  '@prisma/*',
  'class-transformer*',
  'class-validator',
  'mongoose',
  'sequelize',
  'typeorm',
];

const OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  external: NEVER_LOADED,
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

async function main(): Promise<void> {
  const collections = (await readdir(`${compiled}/content/collections`)).filter((file) =>
    file.endsWith('.collection.js'),
  );
  await build({
    ...OPTIONS,
    entryPoints: [
      ...[
        'main',
        'content/worker/content.worker',
        ...collections.map((file) => `content/collections/${file.replace(/\.js$/, '')}`),
      ].map((name) => ({ in: `${compiled}/${name}.js`, out: name })),
      // The paths that CronJobs and earlier deployments use.
      { in: `${compiled}/commands/content-check.js`, out: 'content/check' },
      { in: `${compiled}/commands/content-publish.js`, out: 'content/publish' },
      { in: `${compiled}/commands/keys.js`, out: 'access/keys' },
      { in: `${compiled}/commands/queue.js`, out: 'ticket-queue/command' },
      { in: `${compiled}/commands/security-store.js`, out: 'security-log/store' },
      { in: `${compiled}/commands/security-summary.js`, out: 'security-log/summary' },
      // Next to the shared code, where the store looks for it.
      { in: `${compiled}/ticket-queue/stores/sqlite.worker.js`, out: 'sqlite.worker' },
      { in: `${compiled}/security-log/stores/security-log.worker.js`, out: 'security-log.worker' },
    ],
    outdir: target,
    splitting: true,
  });
  // In one file without the rest of the service, because it runs in an image of its own.
  await build({
    ...OPTIONS,
    entryPoints: [`${compiled}/commands/blocklist-publish.js`],
    outfile: `${target}/security-log/publish.js`,
  });
  await copyAssets();
  await rm(compiled, { recursive: true });
  await warmUp();
}

async function copyAssets(): Promise<void> {
  await cp('service/web/frame/assets', `${target}/web/assets`, { recursive: true });
  await cp('service/openapi/page', `${target}/docs/page`, { recursive: true });
  const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  // The stores read their scripts from next to the shared code, which is split into files beside the bundle.
  await cp('service/ticket-queue/stores/scripts', `${target}/scripts`, { recursive: true });
  await cp('service/security-log/stores/lua', `${target}/lua`, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    await cp(join(swaggerUi, file), `${target}/docs/swagger-ui/${file}`);
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  await writeFile(`${target}/build-info.json`, JSON.stringify({ version, revision: revision() }));
}

/** Runs the service once, so that Node writes compiled code to `build/compile-cache`. */
async function warmUp(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kiosque-build-'));
  const environment = {
    PATH: process.env['PATH'],
    PORT: '0',
    MANAGEMENT_PORT: '0',
    LOG_FORMAT: 'json',
    SHUTDOWN_DRAIN_SECONDS: '0',
    QUEUE_DIRECTORY: directory,
    ACCESS_DIRECTORY: directory,
  };
  const child = spawn(process.execPath, [`${target}/main.js`], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /"url":"([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('exit', (code) => {
      reject(new Error(`the built service exited with ${String(code)}: ${output}`));
    });
  });
  for (const path of ['/startupz', '/readyz', '/api', '/api/events', '/', '/news', '/default', '/api/queues/default'])
    await (await fetch(url + path)).arrayBuffer();
  child.kill('SIGTERM');
  await once(child, 'exit');
  await rm(directory, { recursive: true });
}

/** Returns the commit, from the image build or from git. */
function revision(): string {
  const given = process.env['SOURCE_REVISION'];
  if (given !== undefined && given !== '') return given;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

await main();
