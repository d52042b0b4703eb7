import { join } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/**
 * Returns the commands with which Container Insights collects the output of all pods; none if the logs go elsewhere. The
 * environments of a cluster share the workspace, whose table ContainerLogV2 has a column for the namespace.
 */
export function logCommands({ logs, azure }: AzureEnvironment): string[] {
  if (logs !== 'azure') return [];
  const { cluster, location, monitor } = azure;
  const group = `--resource-group ${cluster.resourceGroup}`;
  const workspace = `az monitor log-analytics workspace show --workspace-name ${monitor.logs} ${group}`;
  return [
    join(
      `az monitor log-analytics workspace create --workspace-name ${monitor.logs} ${group}`,
      `--location ${location} --retention-time ${String(monitor.logDays)}`,
    ),
    join(
      `az aks enable-addons --addons monitoring --name ${cluster.name} ${group}`,
      `--workspace-resource-id "$(${workspace} --query id --output tsv)"`,
    ),
  ];
}
