import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly if?: string;
  readonly permissions?: object;
  readonly strategy?: { readonly matrix?: object };
  readonly concurrency?: object;
  readonly with?: Record<string, unknown>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: object;
  readonly concurrency?: object;
  readonly on: string | Record<string, unknown>;
  readonly jobs: Record<string, Job>;
}

const FOLDER = '.github/workflows';
const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return [file, { text, workflow: load(text) as Workflow }] as const;
});

describe.each(workflows)('%s', (_, { text, workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, { steps: own = [] }]) => own);

  it('should pin every action by commit SHA, with its version in a comment', () => {
    const lines = text.split('\n').filter((line) => /\buses: (?!\.\/)/.test(line));
    for (const line of lines) expect(line).toMatch(/uses: [\w./-]+@[\da-f]{40} # v\d+(?:\.\d+){1,2}$/);
  });

  it('should grant no permissions at the top level, and only the listed ones to each job', () => {
    expect(workflow.permissions).toEqual({});
    for (const [, job] of jobs) expect(job).toHaveProperty('permissions');
  });

  it('should limit the time and the concurrency of each job', () => {
    for (const [, job] of jobs) expect(job.uses === undefined ? job['timeout-minutes'] : 1).toBeGreaterThan(0);
    const called = typeof workflow.on === 'object' && 'workflow_call' in workflow.on;
    expect(called || workflow.concurrency !== undefined).toBe(true);
  });

  it('should not persist the token in the checkout unless the job pushes', () => {
    for (const [, { steps: own = [] }] of jobs) {
      const pushes = own.some(({ run = '' }) =>
        /git push|push-promotion|npm run --silent (?:propose|verify) |push-rollback/.test(run),
      );
      for (const { uses, with: inputs } of own) {
        if (uses?.startsWith('actions/checkout@')) expect(inputs?.['persist-credentials']).toBe(pushes);
      }
    }
  });

  it('should contain no logic: existing scripts, and shell that passes shellcheck', () => {
    for (const { run } of steps.filter((step) => step.run !== undefined)) {
      // Context values are passed as variables, never inserted into a script.
      expect(run).not.toContain('${{');
      const { stdout } = spawnSync('shellcheck', ['--shell', 'bash', '-'], { input: run, encoding: 'utf8' });
      expect(stdout).toBe('');
      for (const [script] of run?.matchAll(/\.(?:github\/scripts|ci)\/[\w./-]+/g) ?? [])
        expect(statSync(script).isFile()).toBe(true);
      for (const [, name = ''] of run?.matchAll(/npm run (?:--silent )?([\w:]+)/g) ?? [])
        expect(npmScripts).toHaveProperty([name]);
    }
  });
});

const { scripts: npmScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Files that refer to third-party images: `<registry>/<path>:<tag>`. */
const IMAGE =
  /\b(?:docker\.io|mcr\.microsoft\.com|quay\.io|registry\.k8s\.io)\/[\w./-]+:[\w.-]+(?:@sha256:[\da-f]{64})?/g;

describe('Third-party images', () => {
  const files = [
    'Dockerfile',
    'compose.yaml',
    'tools/e2e/azurite.yaml',
    'tools/e2e/install',
    'tools/publisher/gitlab-ci.yml',
  ];

  it.each(files)('should be pinned by digest in %s', (file) => {
    const images = readFileSync(file, 'utf8').match(IMAGE) ?? [];
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/@sha256:[\da-f]{64}$/);
  });

  it('should be pinned by digest in charts', () => {
    const install = readFileSync('tools/e2e/install', 'utf8');
    expect(install).toMatch(/helm upgrade[^]*?--set image\.tag=v[\d.]+@sha256:[\da-f]{64} /);
  });

  it('should only be run by workflows as pinned in tools/release/images', () => {
    for (const [, { workflow }] of workflows) {
      for (const { run = '' } of Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps)) {
        if (run.includes('docker run'))
          expect(run).toMatch(/^image=\$\(tools\/release\/pinned-image [\w-]+\) && docker run .*"\$image"/);
      }
    }
    const lines = readFileSync('tools/release/images', 'utf8')
      .split('\n')
      .filter((line) => !/^(?:#|$)/.test(line));
    for (const line of lines) expect(line.replace(IMAGE, '')).toBe('');
  });
});

describe('Delivery', () => {
  const workflowOf = (file: string): Workflow => {
    const found = workflows.find(([name]) => name === file)?.[1].workflow;
    if (found === undefined) throw new Error(`no workflow ${file}`);
    return found;
  };
  const needsOf = (file: string, job: string) => [workflowOf(file).jobs[job]?.needs ?? []].flat();

  /** The commands and actions of a job, in order. */
  it.each([
    [
      'promote.yml',
      'promote',
      ['tools/delivery/verify-image "$IMAGE" "$GITHUB_REPOSITORY"', 'npm run --silent promote'],
    ],
    ['promote.yml', 'promote', ['git switch --create', 'npm run --silent promote', 'git push', 'gh pr create']],
    ['publish.yml', 'index', ['push-index', 'cosign sign', 'attest-build-provenance@', 'attest-sbom@']],
    ['publish.yml', 'promote', ['push-promotion.ts --revision "$GITHUB_SHA" "$ENVIRONMENT" "$IMAGE@$DIGEST"']],
    ['release.yml', 'copy-to-azure', ['setup-oras@', 'az acr login', 'oras cp --recursive "ghcr.io/']],
    ['release.yml', 'qualification', ['npm ci', 'push-promotion.ts --release']],
    ['release.yml', 'propose', ['npm ci', 'cosign-installer@', 'download-artifact@', 'npm run --silent propose']],
    ['scan-images.yml', 'scan', ['trivy-action@', 'upload-artifact@']],
    ['scan-images.yml', 'gate', ['download-artifact@', 'npm run --silent scan:gate -- --images "$IMAGES"']],
    ['ci.yml', 'gate', ['download-artifact@', 'npm run --silent scan:gate']],
    [
      'verify.yml',
      'verify',
      ['npm ci', 'tools/delivery/cluster-credentials', 'npm run --silent verify -- "$ENVIRONMENT" --with'],
    ],
    ['rollback.yml', 'rollback', ['npm ci', 'push-rollback.ts "$ENVIRONMENT"']],
  ])('should run the steps of %s, %s in this order: %j', (file, job, expected) => {
    const text = (workflowOf(file).jobs[job]?.steps ?? []).map(({ run, uses }) => run ?? uses ?? '').join('\n');
    const places = expected.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('should only publish verified images, and only announce those in both registries', () => {
    expect(needsOf('release.yml', 'publish')).toEqual(['verify', 'mutation', 'compatibility']);
    expect(needsOf('release.yml', 'publish-publisher')).toEqual(['verify', 'mutation', 'compatibility']);
    expect(needsOf('release.yml', 'copy-to-azure')).toEqual(['verify', 'publish', 'publish-publisher', 'scan']);
    expect(needsOf('release.yml', 'notes')).toEqual(['verify', 'publish', 'publish-publisher', 'copy-to-azure']);
    expect(needsOf('publish.yml', 'promote')).toEqual(['index']);
    expect(workflowOf('publish.yml').jobs['promote']?.if).toBe("inputs.environment != ''");
  });

  it('should promote a release to qualification, verify it there, and only then propose it for production', () => {
    expect(needsOf('release.yml', 'scan')).toEqual(['publish', 'publish-publisher']);
    expect(needsOf('release.yml', 'qualification')).toContain('copy-to-azure');
    expect(needsOf('release.yml', 'qualified')).toEqual(['qualification']);
    expect(needsOf('release.yml', 'propose')).toEqual(['verify', 'qualified']);
    const { jobs } = workflowOf('release.yml');
    expect(jobs['qualification']).toMatchObject({
      environment: 'qualification',
      concurrency: { group: 'promote-qualification' },
    });
    expect(jobs['qualified']).toMatchObject({
      uses: './.github/workflows/verify.yml',
      secrets: 'inherit',
      with: { environment: 'qualification' },
    });
    // A review of the pull request approves production.
    expect(jobs['propose']).not.toHaveProperty('environment');
    expect(jobs['propose']?.steps?.[0]?.with).toMatchObject({ ref: 'main', 'fetch-depth': 0 });
  });

  it('should verify every promotion, and what is deployed without Argo CD', () => {
    expect(workflowOf('verify.yml').on).toMatchObject({
      push: { branches: ['main'], paths: ['charts/environments/images.json'] },
    });
    expect(workflowOf('deploy.yml').jobs['deploy']).toMatchObject({
      uses: './.github/workflows/verify.yml',
      with: { environment: '${{ inputs.environment }}', 'deployed-by': 'kubectl' },
    });
  });

  it('should compare with the last release before a release, and the API for pull requests, with the whole history', () => {
    for (const [file, job, commands] of [
      ['release.yml', 'compatibility', ['api:compare', 'compatibility']],
      ['ci.yml', 'api', ['api:compare']],
    ] as const) {
      const { steps = [] } = workflowOf(file).jobs[job] ?? {};
      const runs = steps.map(({ run }) => run);
      expect(runs).toEqual(expect.arrayContaining(commands.map((name) => `npm run --silent ${name}`)));
      expect(JSON.stringify(steps)).toContain('"fetch-depth":0');
    }
  });

  it('should require review for an environment, and run one change of it at a time', () => {
    // A rollback neither waits for a promotion that waits for a review, nor is cancelled by one.
    for (const name of ['promote', 'rollback']) {
      const { jobs, concurrency } = workflowOf(`${name}.yml`);
      expect(jobs[name]?.environment).toBe('${{ inputs.environment }}');
      expect(concurrency).toEqual({ group: `${name}-\${{ inputs.environment }}` });
    }
    const { verify } = workflowOf('verify.yml').jobs;
    expect(verify?.environment).toBe('${{ matrix.environment }}');
    expect(verify?.concurrency).toEqual({ group: 'verify-${{ matrix.environment }}' });
    expect(workflowOf('publish.yml').jobs['promote']?.environment).toBe('${{ inputs.environment }}');
  });

  it('should delete nothing without a review and the id of a list, and list with an identity of its own', () => {
    const { list, delete: deletion } = workflowOf('cleanup.yml').jobs;
    expect([list?.environment, deletion?.environment]).toEqual(['cleanup-list', 'cleanup']);
    expect(deletion?.if).toBe("inputs.list != ''");
    expect(JSON.stringify(list)).not.toContain('--delete');
    expect(list?.permissions).toEqual({ contents: 'read', packages: 'read', 'id-token': 'write' });
    for (const job of [list, deletion]) expect(JSON.stringify(job)).toContain('"fetch-depth":0');
  });

  it('should check the job names of ci.yml before a release', () => {
    const jobs = Object.keys(workflowOf('ci.yml').jobs);
    const script = readFileSync('tools/delivery/verify-release', 'utf8');
    const [, names = ''] = / \((".*)\) as \$name/.exec(script) ?? [];
    expect(JSON.parse(`[${names}]`)).toEqual(['check ', 'linters', 'gate']);
    for (const name of ['check', 'linters', 'gate']) expect(jobs).toContain(name);
  });
});

describe('The scanner', () => {
  it('should scan both images', () => {
    const { image, scan } = workflows.find(([file]) => file === 'ci.yml')?.[1].workflow.jobs ?? {};
    expect(image?.strategy?.matrix).toEqual({
      include: [
        { image: 'service', target: '' },
        { image: 'publisher', target: 'publisher' },
      ],
    });
    expect(scan?.strategy?.matrix).toEqual({ image: ['service', 'publisher'] });
  });

  it('should only receive the images', () => {
    const scan = workflows.find(([file]) => file === 'ci.yml')?.[1].workflow.jobs['scan'];
    expect(scan?.permissions).toEqual({});
    expect(JSON.stringify(scan)).not.toMatch(/secrets\.|github\.token|checkout/);
    const pushed = workflows.find(([file]) => file === 'scan-images.yml')?.[1].workflow.jobs['scan'];
    expect(pushed?.permissions).toEqual({ packages: 'read' });
    expect(JSON.stringify(pushed)).not.toMatch(/secrets\.|checkout/);
  });

  it('should report all packages as JSON, and leave the decision to the gate', () => {
    for (const file of ['ci.yml', 'scan-images.yml']) {
      const { steps = [] } = workflows.find(([name]) => name === file)?.[1].workflow.jobs['scan'] ?? {};
      const { with: inputs } = steps.find(({ uses }) => uses?.startsWith('aquasecurity/trivy-action@')) ?? {};
      expect(inputs).toMatchObject({ format: 'json', 'list-all-pkgs': 'true' });
      for (const name of ['severity', 'ignore-unfixed', 'exit-code', 'scanners', 'trivyignores'])
        expect(inputs).not.toHaveProperty(name);
    }
  });

  it('should scan the images of a release and those that run by the same workflow, on both platforms', () => {
    const jobs = (file: string) => workflows.find(([name]) => name === file)?.[1].workflow.jobs ?? {};
    for (const file of ['release.yml', 'scan.yml'])
      expect(jobs(file)['scan']?.uses).toBe('./.github/workflows/scan-images.yml');
    expect(jobs('scan-images.yml')['scan']?.strategy?.matrix).toMatchObject({ architecture: ['amd64', 'arm64'] });
    expect(JSON.stringify(jobs('release.yml')['scan'])).toMatch(
      /needs\.publish\.outputs\.digest.*needs\.publish-publisher\.outputs\.digest/,
    );
    expect(JSON.stringify(jobs('scan.yml')['images']?.steps)).toContain('tools/delivery/running-images.ts');
    expect(jobs('scan.yml')['issue']?.if).toBe("failure() && needs.scan.result == 'failure'");
  });
});
