import { azureSections } from '../../../charts/azure/azure-commands.ts';
import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import { commandOf } from './command.ts';
import type { Command } from './command.ts';
import { counterpartOf } from './counterparts.ts';
import type { Deployed } from './deployed.ts';
import { GENERATED } from './versions.ts';
import { workloadsOf } from './workloads.ts';

/** One step of an installation; each list is of shell commands and comments. */
interface Step {
  readonly title: string;
  readonly run: readonly string[];
  readonly check: readonly string[];
  readonly undo: readonly string[];
}

/** Returns the page with the steps that install an environment, each with a check and an undo. */
export function installationPage(deployed: Deployed): string {
  const { environment } = deployed;
  const { name } = environment;
  const isAzure = environment.azure !== undefined;
  const source = isAzure
    ? `The Azure resources are those of \`npm run --silent azure -- ${name}\`.`
    : 'Secrets are created manually, as for [a local cluster](../gitops.md#a-local-cluster).';
  const steps = [...(isAzure ? azureSteps(deployed) : []), ...manifestSteps(deployed)];
  return [
    `# Installing ${name}\n`,
    `${source} What comes before and after is on [another page](../installation.md). ${GENERATED}\n`,
    'Run the steps in this order, and undo them in the opposite one. The step had no effect if its check fails, or prints `false`, `null`,',
    '`[]`, `NotRegistered` or a difference. An undo deletes data with what contains it: back up first.\n',
    ...steps.flatMap(({ title, run, check, undo }, index) => [
      `## ${String(index + 1)}. ${title}\n`,
      block(run),
      ...(check.length === 0 ? [] : ['Check:\n', block(check)]),
      ...(undo.length === 0 ? [] : ['Undo:\n', block(undo)]),
    ]),
  ].join('\n');
}

function block(lines: readonly string[]): string {
  return ['```sh', ...lines, '```', ''].join('\n');
}

function azureSteps({ environment }: Deployed): Step[] {
  const group = environment.azure?.cluster.resourceGroup ?? '';
  return azureSections(environment).map(({ title, commands }) => {
    const parsed = commands.filter((command) => !command.startsWith('#')).map(commandOf);
    const pairs = parsed.flatMap((command) => {
      const counterpart = counterpartOf(command);
      return counterpart === undefined ? [] : [{ ...counterpart, isShared: isShared(command, group) }];
    });
    const own = pairs.filter(({ isShared: shared }) => !shared).map(({ undo }) => undo);
    const shared = pairs.filter((each) => each.isShared).map(({ undo }) => undo);
    const note = `# Shared by the environments of cluster ${environment.cluster.name}: only with the last of them`;
    return {
      title,
      run: commands.map((command) => shortened(command, environment.name)),
      check: pairs.map(({ check }) => check),
      undo: [...own.reverse(), ...(shared.length === 0 ? [] : [note, ...shared.reverse()])],
    };
  });
}

/** Whether other environments use what the command creates: everything in the resource group of the cluster, except subnets of load balancers. */
function isShared({ verb, has, value }: Command, group: string): boolean {
  if (/^(?:helm|kubectl) /.test(verb)) return true;
  if (verb === 'az group create') return value('--name') === group;
  if (has('--resource-group')) return value('--resource-group') === group && !verb.includes(' subnet ');
  return has('--assignee-object-id') && value('--assignee-object-id').includes(`--resource-group ${group} `);
}

/** Leaves out the long rules of alerts. */
function shortened(command: string, environment: string): string {
  if (!command.includes("<<'END'")) return command;
  const { value } = commandOf(command);
  return `# Alert rules ${value('--name')}: the command that npm run --silent azure -- ${environment} prints`;
}

function manifestSteps({ environment, files }: Deployed): Step[] {
  return [...files].map(([path, objects]) => {
    const apply = `--server-side --field-manager kiosque-deploy --filename dist/${path}`;
    return {
      title: `Manifests: ${path.replace(/^.*\/\d+-|\.k8s\.yaml$/g, '')}`,
      run: [`kubectl apply ${apply}`],
      check: [`kubectl diff ${apply}`, ...readiness(objects, environment.namespace)],
      undo: [...warnings(objects), `kubectl delete --filename dist/${path}`],
    };
  });
}

function readiness(objects: readonly KubernetesObject[], namespace: string): string[] {
  const rollouts = workloadsOf(objects)
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(
      ({ kind, name }) =>
        `kubectl rollout status ${kind.toLowerCase()}/${name} --namespace ${namespace} --timeout 300s`,
    );
  const wait = (kind: string, condition: string) =>
    objects
      .filter((object) => object.kind === kind)
      .map(({ metadata }) =>
        [
          `kubectl wait ${kind.toLowerCase()}/${metadata.name} --for condition=${condition}`,
          `--namespace ${metadata.namespace ?? namespace} --timeout 300s`,
        ].join(' '),
      );
  return [...rollouts, ...wait('ExternalSecret', 'Ready'), ...wait('Gateway', 'Programmed')];
}

function warnings(objects: readonly KubernetesObject[]): string[] {
  if (objects.some(({ kind }) => kind === 'Namespace'))
    return [
      '# Deletes everything in the namespace, with the volume of Redis and its tickets: back the queues up first',
    ];
  return objects.some(({ kind }) => kind === 'StatefulSet') ? ['# The volume of Redis is kept'] : [];
}
