import type { ComponentChildren, JSX } from 'preact';
import type { FindingView } from '../../../security-log/report/report.schemas.ts';
import { DataTable } from '../../frame/data-table.tsx';
import type { SecurityPageContext } from '../security-page-context.ts';
import { Level } from './level.tsx';
import { Section } from './section.tsx';

interface FindingProps {
  readonly page: SecurityPageContext;
  readonly finding: FindingView;
}

/** One finding with its evidence. */
export function FindingPage({ page, finding }: FindingProps): JSX.Element {
  const { texts } = page;
  const rows = finding.evidence.map(({ time, origin, line }) => [
    page.moment(time),
    origin,
    <code key="line" class="log">
      {line}
    </code>,
  ]);
  return (
    <div class="security">
      <h1>{texts.kinds[finding.kind]}</h1>
      <p>
        <a href={page.own('/findings', { source: finding.source })}>{texts.findings}</a>
      </p>
      <dl class="facts">
        {factsOf(page, finding).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Section id="evidence" title={texts.evidence}>
        <p>{texts.evidenceHelp}</p>
        <DataTable
          labelledBy="evidence"
          columns={[texts.time, texts.origin, texts.line]}
          rows={rows}
          none={texts.none}
        />
      </Section>
    </div>
  );
}

function factsOf(page: SecurityPageContext, finding: FindingView): readonly (readonly [string, ComponentChildren])[] {
  const { texts, number } = page;
  const { level, reason, source, patterns, targets, users, virus } = finding;
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    [texts.level, <Level key="level" texts={texts} level={level} />],
    [texts.reason, reason],
    [texts.source, source],
    [texts.virus, virus?.signature],
    [texts.path, virus?.path],
    [texts.hits, number(finding.count)],
    [texts.score, number(finding.score)],
    [texts.first, page.moment(finding.first)],
    [texts.last, page.moment(finding.last)],
    [texts.patterns, patterns.join(', ')],
    [texts.byTarget, targets.join(', ')],
    [texts.byUser, users.join(', ')],
  ];
  return facts.filter(([, value]) => value !== undefined && value !== '');
}
