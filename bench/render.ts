import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifests } from '../charts/write-manifests.ts';

/**
 * Measures CPU and wall time of rendering every environment, compared with importing cdk8s-plus-28 only, and, if installed, with
 * the cdk8s command line, and with `kubectl kustomize` and `helm template` on the manifests of one environment.
 */
const ROUNDS = 9;
const directory = mkdtempSync(join(tmpdir(), 'kiosque-render-'));
const node = process.execPath;

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

interface Time {
  readonly cpu: number;
  readonly wall: number;
}

function contenders(): Contender[] {
  const own = readManifests('dist');
  const files = [...own]
    .filter(([path]) => path.startsWith('production/'))
    .map(([path, text]) => [path.slice(11), text] as const);
  return [
    { name: 'import cdk8s-plus-28', command: [node, '-e', 'import("cdk8s-plus-28")'] },
    { name: 'npm run synth (charts/main.ts)', command: [node, 'charts/main.ts'] },
    {
      name: 'the same, with an empty compile cache',
      command: ['env', 'NODE_DISABLE_COMPILE_CACHE=1', node, 'charts/main.ts'],
    },
    ...installed('cdk8s', ['synth']),
    ...installed('kubectl', ['kustomize', kustomization(files)]),
    ...installed('helm', ['template', helmChart(files)]),
  ];
}

function installed(program: string, args: readonly string[]): Contender[] {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`]);
    return [{ name: [program, args[0]].join(' '), command: [program, ...args] }];
  } catch {
    process.stdout.write(`${program} is not installed: skipped\n`);
    return [];
  }
}

function kustomization(files: readonly (readonly [string, string])[]): string {
  const folder = join(directory, 'kustomize');
  mkdirSync(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const patch = { target: { kind: 'Deployment' }, patch: '- {op: replace, path: /spec/minReadySeconds, value: 6}' };
  const resources = files.map(([name]) => name);
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    JSON.stringify({ resources, namespace: 'other', patches: [patch] }),
  );
  return folder;
}

function helmChart(files: readonly (readonly [string, string])[]): string {
  const folder = join(directory, 'helm');
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: kiosque\nversion: 0.1.0\n');
  writeFileSync(join(folder, 'values.yaml'), 'namespace: other\n');
  for (const [name, text] of files) {
    // Helm must not evaluate the template in the ExternalSecret.
    const escaped = text.replaceAll('{{', '{{ "{{" }}').replaceAll('kiosque-production', '{{ .Values.namespace }}');
    writeFileSync(join(folder, 'templates', name), escaped);
  }
  return folder;
}

function measure({ command }: Contender): Time {
  const file = join(directory, 'time');
  const script = `TIMEFORMAT='%3U %3S %3R'; { time "$@" > /dev/null 2>&1; } 2> ${file}`;
  const env = { ...process.env, CDK8S_OUTDIR: join(directory, 'dist') };
  execFileSync('bash', ['-c', script, 'bash', ...command], { env, cwd: command[0] === 'cdk8s' ? cdk8sFolder() : '.' });
  const [user = Number.NaN, system = Number.NaN, wall = Number.NaN] = readFileSync(file, 'utf8').split(' ').map(Number);
  return { cpu: user + system, wall };
}

/** The cdk8s command line empties its output folder, so it runs with a copy of cdk8s.yaml and another folder. */
function cdk8sFolder(): string {
  const folder = join(directory, 'cdk8s');
  mkdirSync(folder, { recursive: true });
  const app = `cd '${process.cwd()}' && CDK8S_OUTDIR='${folder}/dist' '${node}' charts/main.ts`;
  writeFileSync(join(folder, 'cdk8s.yaml'), JSON.stringify({ language: 'typescript', app, output: 'dist' }));
  return folder;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

try {
  const list = contenders();
  const times = new Map<string, Time[]>(list.map(({ name }) => [name, []]));
  for (const contender of list) measure(contender);
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of list) times.get(contender.name)?.push(measure(contender));
  }
  const [base] = list.map(({ name }) => median((times.get(name) ?? []).map(({ cpu }) => cpu)));
  console.table(
    Object.fromEntries(
      [...times].map(([name, all]) => {
        const cpu = median(all.map((time) => time.cpu));
        const wall = median(all.map((time) => time.wall));
        return [
          name,
          { 'CPU s': cpu.toFixed(3), 'wall s': wall.toFixed(3), 'CPU / import': (cpu / (base ?? 1)).toFixed(2) },
        ];
      }),
    ),
  );
} finally {
  rmSync(directory, { recursive: true });
}
