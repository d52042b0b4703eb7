import { describe, expect, it } from '@jest/globals';
import { problemsOf, RECORDED_VERSION, whyUnknown } from './az-options.ts';
import recorded from './options.json' with { type: 'json' };
import { callsIn } from './calls-in.ts';
import { partsOf } from './parts-of.ts';
import { printedCommands } from './printed-commands.ts';
import { usedCommands } from './used-commands.ts';

/** Commands of extensions, and those that are newer than the recorded version. */
const NEWER_COMMANDS = [
  'aks approuting enable',
  'grafana create',
  'grafana dashboard create',
  'grafana dashboard delete',
  'grafana dashboard show',
  'grafana delete',
  'grafana show',
  'monitor account create',
  'monitor account delete',
  'monitor account show',
  'monitor alert-processing-rule create',
  'redisenterprise create',
  'redisenterprise database access-policy-assignment create',
  'redisenterprise show',
];

/** Commands that Debian's package of it cannot load, because it has other versions of their libraries. */
const UNREADABLE_COMMANDS = [
  'keyvault certificate contact list',
  'keyvault certificate delete',
  'keyvault certificate show',
  'keyvault secret delete',
  'keyvault secret set',
  'keyvault secret show',
  'network vnet create',
  'network vnet delete',
  'network vnet show',
  'network vnet subnet create',
  'network vnet subnet delete',
  'network vnet subnet show',
  'network vnet subnet update',
];

/** Options that are newer than the recorded version. */
const NEWER_OPTIONS = [
  'aks create: unrecognized arguments: --network-dataplane',
  'aks create: unrecognized arguments: --network-plugin-mode',
  'aks create: unrecognized arguments: --node-os-upgrade-channel',
  'aks create: unrecognized arguments: --tier',
  'aks nodepool update: unrecognized arguments: --max-unavailable',
  'aks update: unrecognized arguments: --azure-monitor-workspace-resource-id',
  'aks update: unrecognized arguments: --disable-azure-monitor-metrics',
  'aks update: unrecognized arguments: --disable-workload-identity',
  'aks update: unrecognized arguments: --enable-app-routing-istio',
  'aks update: unrecognized arguments: --enable-azure-monitor-metrics',
  'aks update: unrecognized arguments: --enable-gateway-api',
  'aks update: unrecognized arguments: --enable-workload-identity',
  'aks update: unrecognized arguments: --grafana-resource-id',
  'aks update: unrecognized arguments: --network-dataplane',
  'aks update: unrecognized arguments: --network-plugin-mode',
];

describe('The Azure CLI', () => {
  it(`should know every printed, documented and run command and option in ${RECORDED_VERSION}, except newer ones`, () => {
    const problems = printedCommands().flatMap((words) =>
      (problemsOf(words) ?? []).map((problem) => `${partsOf(words).command}: ${problem}`),
    );
    expect([...new Set(problems)].sort()).toEqual(NEWER_OPTIONS);
  });

  it('should not know the commands of extensions, those that are newer, and those that Debian cannot load', () => {
    const why = Map.groupBy(usedCommands(), (command) => whyUnknown(command));
    expect(why.get(`not a command of ${RECORDED_VERSION}`)).toEqual(NEWER_COMMANDS);
    expect(why.get(`${RECORDED_VERSION} cannot load this command`)).toEqual(UNREADABLE_COMMANDS);
    expect([...why.keys()]).toHaveLength(3);
  });

  it('should have recorded exactly the commands that are used', () => {
    expect(Object.keys(recorded.commands)).toEqual(usedCommands());
  });

  it('should find misspelt and missing options, and commands that were not recorded', () => {
    expect(problemsOf('acr create --name a --resource-group g --sku Basic --output json'.split(' '))).toEqual([]);
    expect(problemsOf('acr create --nam a --resource-group g'.split(' '))).toEqual([
      'unrecognized arguments: --nam',
      'the following arguments are required: --name/-n',
      'the following arguments are required: --sku',
    ]);
    expect(() => problemsOf(['vm', 'create', '--name', 'a'])).toThrow('"az vm create" was not recorded');
  });

  it('should find calls in substitutions, pipelines and continued lines, but not in comments and here-documents', () => {
    const script = [
      '# az group delete',
      'az group create --name "a b" \\',
      '  --location "$(az account show --query "$(az ad signed-in-user show --query x)")" && az login # az logout',
      "sed 's|az group list|x|' <<'END' | az resource create --properties @-",
      'az vm create',
      'END',
    ].join('\n');
    expect(
      callsIn(script)
        .map((words) => words.join(' '))
        .sort(),
    ).toEqual([
      'account show --query QUOTED',
      'ad signed-in-user show --query x',
      'group create --name QUOTED --location QUOTED',
      'login',
      'resource create --properties @-',
    ]);
  });
});
