import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchDelivery, digestOf } from './scratch-delivery.ts';
import { WorkflowRun } from './workflow-run.ts';
import type { Action, Context, JobEnded } from './workflow-run.ts';

/** What a release needs of this repository. */
const FILES = [
  '.github',
  '.gitignore',
  '.npmrc',
  'charts',
  'content',
  'dist',
  'package-lock.json',
  'package.json',
  'service',
  'tools',
];
const BUILD_FILES = ['tsconfig.json', 'tsconfig.build.json'];
const REPORTS = 'tools/delivery/scan/fixtures';

/** The digests of a release, as the jobs `publish` and `publish-publisher` of release.yml return them. */
export interface Built {
  readonly tag: string;
  readonly revision: string;
  readonly kiosque: string;
  readonly publisher: string;
}

/** The path of a release through the jobs of release.yml, on this repository's files. */
export class ReleasePath {
  readonly delivery: ScratchDelivery;

  private constructor(delivery: ScratchDelivery) {
    this.delivery = delivery;
  }

  static async start(): Promise<ReleasePath> {
    const image = `docker.io/stackrox/kube-linter:v0.7.2@${digestOf('9')}`;
    const delivery = await ScratchDelivery.start([...FILES, ...BUILD_FILES], { 'tools/release/images': `${image}\n` });
    return new ReleasePath(delivery);
  }

  stop(): Promise<void> {
    return this.delivery.stop();
  }

  /** Releases the newest commit of main: tags it, and builds and signs both images as publish.yml does. */
  async build(version: string, digits: readonly [kiosque: string, publisher: string]): Promise<Built> {
    const { delivery } = this;
    delivery.pull();
    const file = join(delivery.checkout, 'package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"version": ".*"/, `"version": "${version}"`));
    const revision = delivery.push(`chore(release): ${version}`);
    const runs = ['check (24)', 'check (26)', 'linters', 'gate'].map((name) => ({
      name,
      conclusion: 'success',
      app: { slug: 'github-actions' },
    }));
    delivery.github.repository('kiosque/kiosque').checkRuns.set(revision, runs);
    const tag = `v${version}`;
    delivery.git('tag', '--annotate', '--message', tag, tag);
    delivery.git('push', '--quiet', 'origin', tag);
    const [kiosque, publisher] = [digestOf(digits[0]), digestOf(digits[1])];
    await delivery.publish(`ghcr.io/kiosque/kiosque@${kiosque}`, tag);
    await delivery.publish(`ghcr.io/kiosque/kiosque-publisher@${publisher}`, tag);
    return { tag, revision, kiosque, publisher };
  }

  /** A run of release.yml for a tag, whose scanner writes a recorded report (`passing` or `blocking`) on each image. */
  run({ tag }: Built, report: 'passing' | 'blocking' = 'passing'): WorkflowRun {
    return new WorkflowRun(this.delivery, tag, { 'aquasecurity/trivy-action': scannerOf(report) });
  }

  /** A run of workflows that a push to main starts. */
  push(): WorkflowRun {
    return new WorkflowRun(this.delivery, 'main');
  }

  /** Values of the expressions of release.yml after its jobs `verify`, `publish` and `publish-publisher`. */
  contextOf({ tag, revision, kiosque, publisher }: Built): Context {
    return {
      'needs.verify.outputs.version': tag.slice(1),
      'needs.verify.outputs.revision': revision,
      'needs.publish.outputs.digest': kiosque,
      'needs.publish-publisher.outputs.digest': publisher,
      'vars.ACR_NAME': 'kiosque',
      'vars.AZURE_CLIENT_ID': '',
      'vars.AZURE_TENANT_ID': '',
      'vars.AZURE_SUBSCRIPTION_ID': '',
    };
  }

  /** Scans the images of a release on both platforms, as scan-images.yml does; returns its gate. */
  async scan(run: WorkflowRun, { kiosque, publisher }: Built): Promise<JobEnded> {
    const images = [`ghcr.io/kiosque/kiosque@${kiosque}`, `ghcr.io/kiosque/kiosque-publisher@${publisher}`];
    const platforms = images.flatMap((image) =>
      ['amd64', 'arm64'].map((architecture) => [image, architecture] as const),
    );
    for (const [index, [image, architecture]] of platforms.entries()) {
      const matrix = { 'matrix.image': image, 'matrix.architecture': architecture };
      await run.job('scan-images.yml', 'scan', { ...matrix, 'strategy.job-index': String(index) });
    }
    return run.job('scan-images.yml', 'gate', { 'inputs.images': JSON.stringify(images) });
  }

  /** Approves and merges the open pull request; returns the commit on main. */
  async merge(): Promise<string> {
    const { delivery } = this;
    const repository = delivery.github.repository('kiosque/kiosque');
    const number = repository.items.find(({ state, pull_request }) => state === 'open' && pull_request)?.number;
    const path = `repos/kiosque/kiosque/pulls/${String(number)}`;
    await delivery.run('gh', ['api', '--method', 'POST', `${path}/reviews`, '--field', 'event=APPROVE']);
    const { stdout, stderr } = await delivery.run('gh', ['api', '--method', 'PUT', `${path}/merge`, '--jq', '.sha']);
    if (stderr !== '') throw new Error(stderr);
    delivery.pull();
    return stdout.trim();
  }
}

/** Writes a recorded report as if it were about the image that the action was asked about. */
function scannerOf(name: string): Action {
  return (inputs, environment, directory) => {
    const report = JSON.parse(readFileSync(join(REPORTS, `${name}.json`), 'utf8')) as { Metadata: object };
    const image = inputs['image-ref'] ?? '';
    const ImageConfig = { architecture: environment['TRIVY_PLATFORM']?.replace('linux/', '') };
    const Metadata = { ...report.Metadata, RepoDigests: [image], ImageConfig };
    writeFileSync(
      join(directory, inputs['output'] ?? ''),
      JSON.stringify({ ...report, ArtifactName: image, Metadata }),
    );
  };
}
