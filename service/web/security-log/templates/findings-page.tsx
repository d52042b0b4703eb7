import type { JSX } from 'preact';
import { FINDING_KINDS } from '../../../security-log/findings/finding.ts';
import type { FindingView } from '../../../security-log/report/report.schemas.ts';
import { DataTable } from '../../frame/data-table.tsx';
import type { SecurityPageContext } from '../security-page-context.ts';
import { Level } from './level.tsx';

interface FindingsProps {
  readonly page: SecurityPageContext;
  readonly total: number;
  readonly findings: readonly FindingView[];
}

/** The list of findings, which can be filtered by kind and level. */
export function FindingsPage({ page, total, findings }: FindingsProps): JSX.Element {
  const { texts, number } = page;
  const rows = findings.map(({ id, kind, level, source, count, first, last }) => [
    <a key={id} href={page.own(`/findings/${id}`)}>
      {texts.kinds[kind]}
    </a>,
    <Level key="level" texts={texts} level={level} />,
    source,
    number(count),
    page.moment(first),
    page.moment(last),
  ]);
  const columns = [texts.finding, texts.level, texts.source, texts.hits, texts.first, texts.last];
  return (
    <div class="security">
      <h1 id="findings">{texts.findings}</h1>
      <p>
        <a href={page.own('', page.range)}>{texts.title}</a>
      </p>
      <Filter page={page} />
      <p>{texts.shown(number(findings.length), number(total))}</p>
      <DataTable labelledBy="findings" columns={columns} rows={rows} none={texts.none} />
    </div>
  );
}

/** A form without script: what is not chosen here, such as the range and the source, stays as it is. */
function Filter({ page }: Pick<FindingsProps, 'page'>): JSX.Element {
  const { texts, target } = page;
  const kept = ['range', 'from', 'to', 'source', 'lang'].flatMap((name) => {
    const value = target.searchParams.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return (
    <form class="filter" method="get" action={page.own('/findings')}>
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Choice
        page={page}
        name="kind"
        label={texts.kind}
        all={texts.allKinds}
        values={FINDING_KINDS}
        titles={texts.kinds}
      />
      <Choice
        page={page}
        name="level"
        label={texts.level}
        all={texts.allLevels}
        values={['attack', 'attempt']}
        titles={texts.levels}
      />
      <button class="button" type="submit">
        {texts.filter}
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly page: SecurityPageContext;
  readonly name: string;
  readonly label: string;
  readonly all: string;
  readonly values: readonly string[];
  readonly titles: Readonly<Record<string, string>>;
}

function Choice({ page, name, label, all, values, titles }: ChoiceProps): JSX.Element {
  const chosen = page.target.searchParams.get(name) ?? '';
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{all}</option>
        {values.map((value) => (
          <option key={value} value={value} selected={value === chosen}>
            {titles[value]}
          </option>
        ))}
      </select>
    </label>
  );
}
