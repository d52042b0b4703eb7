import {
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { inScope } from '../alerts/alert.ts';
import { RUNBOOKS } from '../runbooks.ts';
import type { DashboardDefinition, Panel } from './dashboard.ts';

/** The variable with the data source; its uid differs between installations. */
const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const HEIGHT = 8;

/** Returns the JSON model of a dashboard for Grafana: always the same bytes for the same definition. */
export function dashboardJson({ name, title, description, rows }: DashboardDefinition): string {
  // The sidecar, Azure Managed Grafana and files read this model; the newer one is only for the API of Grafana 12 and later.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const builder = new DashboardBuilder(title)
    .uid(`kiosque-${name}`)
    .description(description)
    .tags(['kiosque'])
    .readonly()
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      new QueryVariableBuilder('namespace')
        .label('Environment')
        .datasource(SOURCE)
        .query('label_values(kiosque_build_info, namespace)')
        .refresh(VariableRefresh.OnTimeRangeChanged),
    )
    .link(
      new DashboardLinkBuilder('Dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags(['kiosque'])
        .includeVars(true)
        .keepTime(true),
    )
    .link(new DashboardLinkBuilder('Runbooks').type(DashboardLinkType.Link).url(RUNBOOKS));
  let id = 0;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) builder.withPanel(panelOf(panel).id((id += 1)));
  }
  return `${JSON.stringify(builder.build(), undefined, 2)}\n`;
}

function panelOf({
  title,
  description,
  unit,
  isStat,
  width = 8,
  queries,
  alert,
}: Panel): StatBuilder | TimeseriesBuilder {
  const builder =
    isStat === true
      ? new StatBuilder().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
      : new TimeseriesBuilder().min(0);
  const links = alert === undefined ? [] : [`${RUNBOOKS}#${alert.toLowerCase()}`];
  return builder
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .height(HEIGHT)
    .span(width)
    .links(links.map((url) => new DashboardLinkBuilder('Runbook').type(DashboardLinkType.Link).url(url)))
    .targets(
      queries.map(({ expression, legend }, index) =>
        new DataqueryBuilder()
          .refId(String.fromCharCode('A'.charCodeAt(0) + index))
          .datasource(SOURCE)
          .expr(inScope(expression, 'namespace="$namespace"'))
          .legendFormat(legend),
      ),
    );
}
