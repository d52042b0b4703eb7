import type { Command } from './command.ts';

/** How to verify that a command had its effect, and how to reverse it. A comment stands for nothing to do. */
export interface Counterpart {
  readonly check: string;
  readonly undo: string;
}

/** Commands that only print something, or change this machine. */
const PRINTING = /^(?:az (?:identity|account) show|az aks get-credentials|kubectl get)\b/;

const NAMED = ['--name', '--resource-group'] as const;

/** Commands with `show` and `delete`: the words before the action, and the options that identify what was created. */
const CREATED: Readonly<Record<string, readonly string[]>> = {
  'az group create': ['--name'],
  'az network vnet create': NAMED,
  'az acr create': NAMED,
  'az aks create': NAMED,
  'az aks nodepool add': ['--name', '--cluster-name', '--resource-group'],
  'az storage account create': NAMED,
  'az storage container-rm create': ['--name', '--storage-account', '--resource-group'],
  'az identity create': NAMED,
  'az identity federated-credential create': ['--name', '--identity-name', '--resource-group'],
  'az network vnet subnet create': ['--name', '--vnet-name', '--resource-group'],
  'az keyvault create': NAMED,
  'az monitor account create': NAMED,
  'az monitor log-analytics workspace create': ['--workspace-name', '--resource-group'],
  'az monitor action-group create': NAMED,
  'az grafana create': NAMED,
  'az resource create': ['--resource-type', ...NAMED],
  'az redisenterprise create': NAMED,
  'az redisenterprise database access-policy-assignment create': [
    ...['--access-policy-assignment-name', '--cluster-name'],
    ...['--database-name', '--resource-group'],
  ],
};

/** Commands that need something else. */
const OTHERS: Readonly<Record<string, (command: Command) => Counterpart>> = {
  'az storage account blob-service-properties update': (command) => {
    const account = options(command, ['--account-name', '--resource-group']);
    const own = 'az storage account blob-service-properties';
    const off = 'versioning delete-retention container-delete-retention'.replaceAll(/\S+/g, '--enable-$& false');
    return { check: `${own} show ${account}`, undo: `${own} update ${account} ${off}` };
  },
  'az role assignment create': (command) => {
    const assignee = command.value(command.has('--assignee') ? '--assignee' : '--assignee-object-id');
    const own = `--assignee ${assignee} ${options(command, ['--role', '--scope'])}`;
    return { check: `az role assignment list ${own}`, undo: `az role assignment delete ${own}` };
  },
  'az keyvault certificate import': (command) => {
    const own = options(command, ['--vault-name', '--name']);
    const check = `az keyvault certificate show ${own} --query attributes.expires`;
    return { check, undo: `az keyvault certificate delete ${own}` };
  },
  'az keyvault certificate contact add': (command) => ({
    check: `az keyvault certificate contact list ${options(command, ['--vault-name'])}`,
    undo: `az keyvault certificate contact delete ${options(command, ['--vault-name', '--email'])}`,
  }),
  'az keyvault secret set': (command) => {
    const own = options(command, ['--vault-name', '--name']);
    // Without a query, it would print the secret.
    return { check: `az keyvault secret show ${own} --query id`, undo: `az keyvault secret delete ${own}` };
  },
  'az aks update': updated,
  'az aks nodepool update': (command) => ({
    check: `az aks nodepool show ${options(command, ['--name', '--cluster-name', '--resource-group'])} --query "[upgradeSettings, nodeTaints]"`,
    undo: '# The pool is deleted with the cluster.',
  }),
  'az aks enable-addons': (command) => {
    const profile = command.value('--addons') === 'monitoring' ? 'omsagent' : 'azureKeyvaultSecretsProvider';
    return {
      check: `az aks show ${options(command, NAMED)} --query addonProfiles.${profile}.enabled`,
      undo: `az aks disable-addons ${options(command, ['--addons', ...NAMED])}`,
    };
  },
  'az aks approuting enable': (command) => ({
    check: `az aks show ${options(command, NAMED)} --query ingressProfile.webAppRouting.enabled`,
    undo: `az aks approuting disable ${options(command, NAMED)}`,
  }),
  'az grafana dashboard create': (command) => {
    const own = `${options(command, NAMED)} --dashboard "$(jq --raw-output .uid ${command.value('--definition')})"`;
    return { check: `az grafana dashboard show ${own}`, undo: `az grafana dashboard delete ${own}` };
  },
  'kubectl apply': (command) => {
    const own = options(command, ['--namespace', '--filename']);
    return { check: `kubectl diff --server-side --force-conflicts ${own}`, undo: `kubectl delete ${own}` };
  },
  'helm upgrade': (command) => {
    const own = `${command.value('--install')} ${options(command, ['--namespace'])}`;
    return { check: `helm status ${own}`, undo: `helm uninstall ${own}` };
  },
};

/**
 * Returns how to check and undo a command; undefined for a command that only prints something.
 *
 * @throws Error if the tables have no entry for it.
 */
export function counterpartOf(command: Command): Counterpart | undefined {
  const { verb, text } = command;
  if (PRINTING.test(verb)) return undefined;
  if (verb.startsWith('for provider in ')) {
    const check = text.replace(
      'register --namespace "$provider"',
      'show --namespace "$provider" --query registrationState',
    );
    return { check, undo: '# Providers stay registered: other resources of the subscription may use them.' };
  }
  const identifying = CREATED[verb];
  if (identifying !== undefined) {
    const own = verb.replace(/ (?:create|add)$/, '');
    const which = options(command, identifying);
    return { check: `${own} show ${which}`, undo: `${own} delete ${which}` };
  }
  const other = OTHERS[verb];
  if (other !== undefined) return other(command);
  throw new Error(`no check and undo for the command ${verb}: add them to tools/docs/deployment/counterparts.ts.`);
}

function updated(command: Command): Counterpart {
  const own = options(command, NAMED);
  const counterpart = (query: string, undo: string): Counterpart => ({
    check: `az aks show ${own} --query ${query}`,
    undo: `az aks update ${own} ${undo}`,
  });
  if (command.has('--enable-workload-identity'))
    // The issuer of a cluster cannot be disabled.
    return counterpart(
      '"[oidcIssuerProfile.enabled, securityProfile.workloadIdentity.enabled]"',
      '--disable-workload-identity',
    );
  if (command.has('--enable-azure-monitor-metrics'))
    return counterpart('azureMonitorProfile.metrics.enabled', '--disable-azure-monitor-metrics');
  if (command.has('--enable-keda')) return counterpart('workloadAutoScalerProfile.keda.enabled', '--disable-keda');
  if (command.has('--enable-gateway-api'))
    return counterpart('ingressProfile', '--disable-app-routing-istio --disable-gateway-api');
  const registry = command.value('--attach-acr');
  return {
    check: `az aks check-acr ${own} --acr ${registry}.azurecr.io`,
    undo: `az aks update ${own} --detach-acr ${registry}`,
  };
}

function options(command: Command, names: readonly string[]): string {
  return names.map((name) => `${name} ${command.value(name)}`).join(' ');
}
