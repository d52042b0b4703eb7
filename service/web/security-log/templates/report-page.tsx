import type { JSX } from 'preact';
import { RANGE_NAMES } from '../../../security-log/report/report-range.ts';
import { ColumnChart } from '../../frame/charts/charts.tsx';
import { DataTable } from '../../frame/data-table.tsx';
import type { ReportProps } from './report-props.ts';
import { Section } from './section.tsx';
import { SourceSections } from './source-sections.tsx';

/** The overview of a range of time. */
export function ReportPage(props: ReportProps): JSX.Element {
  const { page, report, isFull } = props;
  const { texts } = page;
  return (
    <div class="security">
      <h1>{texts.title}</h1>
      <Ranges page={page} />
      <p>{texts.between(page.moment(report.range.from), page.moment(report.range.to))}</p>
      {isFull ? (
        <p>
          <a href={page.own('/findings', page.range)}>{texts.allFindings}</a>{' '}
          <a href={page.own('/blocklist')}>{texts.blocklist}</a>
        </p>
      ) : (
        <p class="notice">{texts.shortened}</p>
      )}
      <Totals {...props} />
      <OverTime {...props} />
      <Kinds {...props} />
      <SourceSections {...props} />
    </div>
  );
}

function Ranges({ page }: Pick<ReportProps, 'page'>): JSX.Element {
  const { texts, target } = page;
  const current = target.searchParams.has('from') ? undefined : (target.searchParams.get('range') ?? '7d');
  return (
    <nav class="ranges" aria-label={texts.rangeMenu}>
      <ul>
        {RANGE_NAMES.map((name) => (
          <li key={name}>
            <a
              href={page.variant({ range: name, from: null, to: null })}
              aria-current={name === current ? 'true' : undefined}
            >
              {texts.ranges[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Totals({ page: { texts, number }, report }: ReportProps): JSX.Element {
  const { totals, previousTotals } = report;
  return (
    <dl class="totals">
      {(['attacks', 'attempts', 'viruses', 'hits'] as const).map((name) => (
        <div key={name}>
          <dt>{texts[name]}</dt>
          <dd>
            <strong>{number(totals[name])}</strong> <span>{texts.before(number(previousTotals[name]))}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function OverTime({ page, report }: ReportProps): JSX.Element {
  const { texts } = page;
  const { intervals, range } = report;
  return (
    <Section id="over-time" title={texts.overTime}>
      <ColumnChart
        title={texts.overTime}
        values={intervals.map(({ attacks, attempts }) => ({ attacks, attempts }))}
        parts={{ attacks: texts.attacks, attempts: texts.attempts }}
        ends={[page.moment(range.from), page.moment(range.to)]}
      />
      <details>
        <summary>{texts.details}</summary>
        <DataTable
          labelledBy="over-time"
          columns={[texts.start, texts.attacks, texts.attempts]}
          rows={intervals
            .filter(({ attacks, attempts }) => attacks + attempts > 0)
            .map(({ start, attacks, attempts }) => [page.moment(start), page.number(attacks), page.number(attempts)])}
          none={texts.none}
        />
      </details>
    </Section>
  );
}

function Kinds({ page, report, isFull }: ReportProps): JSX.Element {
  const { texts, number } = page;
  const rows = report.kinds.map(({ kind, attacks, attempts, hits, previousHits }) => [
    isFull ? (
      <a key={kind} href={page.own('/findings', { ...page.range, kind })}>
        {texts.kinds[kind]}
      </a>
    ) : (
      texts.kinds[kind]
    ),
    ...[attacks, attempts, hits, previousHits].map(number),
  ]);
  return (
    <Section id="kinds" title={texts.byKind}>
      <DataTable
        labelledBy="kinds"
        columns={[texts.kind, texts.attacks, texts.attempts, texts.hits, texts.previousHits]}
        rows={rows}
        none={texts.none}
      />
    </Section>
  );
}
