import type { ComponentChildren, JSX } from 'preact';
import type { OperationsTable, ProcessState, Series } from '../../../operations/process-state.ts';
import type { PageContext } from '../../frame/page-context.ts';
import { mergeHistory, mergeTables } from '../merge.ts';
import type { OperationsMessages } from '../operations-messages.ts';
import { BarChart, LineChart } from '../../frame/charts/charts.tsx';
import { DataTable } from '../../frame/data-table.tsx';

interface OperationsProps {
  readonly page: PageContext;
  readonly texts: OperationsMessages;
  readonly processes: readonly ProcessState[];
  /** Whether the other processes could be read. */
  readonly isComplete: boolean;
}

type Cell = OperationsTable['rows'][number][number];

/** The operations page: processes, components, the features' tables, history, limits and recent problems. */
export function OperationsPage(props: OperationsProps): JSX.Element {
  const { page, texts, processes, isComplete } = props;
  return (
    <div class="operations">
      <h1>{texts.title}</h1>
      <p>
        {texts.help} <a href={page.variant({})}>{texts.refresh}</a>
      </p>
      {isComplete ? null : (
        <p class="notice" role="status">
          {texts.incomplete}
        </p>
      )}
      {mergeTables(processes).map((table) => (
        <FeatureTable key={table.id} {...props} table={table} />
      ))}
      <Processes {...props} />
      <Components {...props} />
      <HistoryCharts {...props} />
      <LimitsAndProblems {...props} />
    </div>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function State({ texts, state }: { texts: OperationsMessages; state: string }): JSX.Element {
  const known: Readonly<Record<string, string>> = texts.states;
  return <span class={`state ${state}`}>{known[state] ?? state}</span>;
}

function FeatureTable({ page, texts, table }: OperationsProps & { readonly table: OperationsTable }): JSX.Element {
  const { language } = page;
  const titles = table.columns.map(({ title }) => title[language]);
  const rows = table.rows.map((row) => row.map((cell, index) => shown(page, texts, cell, table.columns[index]?.kind)));
  const charted = table.columns.findIndex(({ chart }) => chart === true);
  const values = table.rows.map((row) => [String(row[0]), Number(row[charted] ?? 0)] as const);
  return (
    <Section id={table.id} title={table.title[language]}>
      <>
        <DataTable labelledBy={table.id} columns={titles} rows={rows} none={texts.none} />
        {charted < 0 || values.length === 0 ? null : <BarChart title={titles[charted] ?? ''} values={values} />}
      </>
    </Section>
  );
}

function shown(page: PageContext, texts: OperationsMessages, cell: Cell, kind = 'text'): ComponentChildren {
  if (cell === null) return '–';
  if (kind === 'state') return <State texts={texts} state={String(cell)} />;
  if (kind === 'time') return page.dates.moment(Number(cell));
  if (kind === 'seconds') return `${String(Math.round((Number(cell) / 60) * 10) / 10)} min`;
  return String(cell);
}

function Processes({ page, texts, processes }: OperationsProps): JSX.Element {
  const columns = [
    texts.process,
    texts.instance,
    texts.version,
    texts.revision,
    texts.node,
    texts.started,
    texts.reported,
  ];
  const rows = processes.map(({ name, id, version, revision, node, startedAt, at }) => [
    name,
    id,
    version,
    <code key="revision">{revision.slice(0, 12)}</code>,
    node,
    page.dates.moment(startedAt),
    page.dates.moment(at),
  ]);
  return (
    <Section id="processes" title={texts.processes}>
      <DataTable labelledBy="processes" columns={columns} rows={rows} none={texts.none} />
    </Section>
  );
}

function Components({ texts, processes }: OperationsProps): JSX.Element {
  const rows = processes.flatMap(({ id, components }) =>
    components.map(({ name, status, message }) => [
      name,
      id,
      <State key="state" texts={texts} state={status} />,
      // As in /readyz, which has no language.
      <span key="message" lang="en">
        {message}
      </span>,
    ]),
  );
  return (
    <Section id="components" title={texts.components}>
      <DataTable
        labelledBy="components"
        columns={[texts.component, texts.instance, texts.state, texts.details]}
        rows={rows}
        none={texts.none}
      />
    </Section>
  );
}

function HistoryCharts({ page, texts, processes }: OperationsProps): JSX.Element {
  return (
    <Section id="history" title={texts.history}>
      <div class="grid">
        {mergeHistory(processes).map((series) => (
          <HistoryChart key={series.id} page={page} texts={texts} series={series} />
        ))}
      </div>
    </Section>
  );
}

function HistoryChart({
  page,
  texts,
  series,
}: {
  page: PageContext;
  texts: OperationsMessages;
  series: Series;
}): JSX.Element {
  const title = series.title[page.language];
  const id = `history-${series.id.replace(/[^\w-]+/g, '-')}`;
  const clock = (at: number): string => page.dates.time({ from: at, to: at });
  const rows = series.points.map(([at, value]) => [clock(at), String(value)]);
  return (
    <figure>
      <figcaption id={id}>{title}</figcaption>
      <LineChart title={title} series={series} now={page.now} ends={[clock(page.now - 3_600_000), clock(page.now)]} />
      <details>
        <summary>{texts.values}</summary>
        <DataTable labelledBy={id} columns={[texts.time, texts.value]} rows={rows} none={texts.none} />
      </details>
    </figure>
  );
}

function LimitsAndProblems({ page, texts, processes }: OperationsProps): JSX.Element {
  const limits = processes.flatMap(({ id, limits: own }) => own.map(({ limit, count }) => [limit, id, String(count)]));
  const problems = processes
    .flatMap(({ id, problems: own }) => own.map((problem) => ({ id, ...problem })))
    .sort((a, b) => b.at - a.at)
    .slice(0, 50)
    .map(({ at, id, status, code, method, route, requestId }) => [
      page.dates.moment(at),
      String(status),
      code,
      `${method} ${route}`,
      <code key="request">{requestId}</code>,
      id,
    ]);
  const columns = [texts.time, texts.status, texts.code, texts.route, texts.requestId, texts.instance];
  return (
    <>
      <Section id="limits" title={texts.limits}>
        <DataTable
          labelledBy="limits"
          columns={[texts.limit, texts.instance, texts.count]}
          rows={limits}
          none={texts.none}
        />
      </Section>
      <Section id="problems" title={texts.problems}>
        <DataTable labelledBy="problems" columns={columns} rows={problems} none={texts.none} />
      </Section>
    </>
  );
}
