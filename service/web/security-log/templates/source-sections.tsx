import type { JSX } from 'preact';
import { DataTable } from '../../frame/data-table.tsx';
import { Level } from './level.tsx';
import type { ReportProps } from './report-props.ts';
import { Section } from './section.tsx';

/** The tables of sources, networks, targets, users and viruses. */
export function SourceSections(props: ReportProps): JSX.Element {
  const { texts } = props.page;
  return (
    <>
      <Sources {...props} />
      <div class="grid">
        <Names {...props} id="networks" title={texts.byNetwork} column={texts.network} />
        <Names {...props} id="targets" title={texts.byTarget} column={texts.target} />
        {props.isFull ? <Names {...props} id="users" title={texts.byUser} column={texts.user} /> : null}
      </div>
      <Viruses {...props} />
    </>
  );
}

function Sources({ page, report, isFull }: ReportProps): JSX.Element {
  const { texts } = page;
  const rows = report.sources.map(({ source, level, kinds, hits, score, first, last }) => [
    isFull ? (
      <a key={source} href={page.own('/findings', { ...page.range, source })}>
        {source}
      </a>
    ) : (
      source
    ),
    <Level key="level" texts={texts} level={level} />,
    kinds.map((kind) => texts.kinds[kind]).join(', '),
    page.number(hits),
    page.number(score),
    page.moment(first),
    page.moment(last),
  ]);
  const columns = [texts.source, texts.level, texts.kind, texts.hits, texts.score, texts.first, texts.last];
  return (
    <Section id="sources" title={texts.bySource}>
      <DataTable labelledBy="sources" columns={columns} rows={rows} none={texts.none} />
    </Section>
  );
}

interface NamesProps extends ReportProps {
  readonly id: 'networks' | 'targets' | 'users';
  readonly title: string;
  readonly column: string;
}

function Names({ page, report, id, title, column }: NamesProps): JSX.Element {
  return (
    <Section id={id} title={title}>
      <DataTable
        labelledBy={id}
        columns={[column, page.texts.hits]}
        rows={report[id].map(({ name, hits }) => [name, page.number(hits)])}
        none={page.texts.none}
      />
    </Section>
  );
}

function Viruses({ page, report }: ReportProps): JSX.Element {
  const { texts, number } = page;
  const rows = report.viruses.map(({ signature, files, hits, places, last }) => [
    signature,
    number(files),
    number(hits),
    places.length === 0 ? '–' : <Places key="places" places={places} />,
    page.moment(last),
  ]);
  return (
    <Section id="viruses" title={texts.byVirus}>
      <DataTable
        labelledBy="viruses"
        columns={[texts.virus, texts.files, texts.hits, texts.places, texts.last]}
        rows={rows}
        none={texts.none}
      />
    </Section>
  );
}

function Places({ places }: { places: readonly string[] }): JSX.Element {
  return (
    <ul class="plain">
      {places.map((place) => (
        <li key={place}>
          <code>{place}</code>
        </li>
      ))}
    </ul>
  );
}
