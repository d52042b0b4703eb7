import type { JSX } from 'preact';
import type * as z from 'zod';
import type { EXPLANATION } from '../../../security-log/blocklist/blocklist.schemas.ts';
import { LIST_FORMATS } from '../../../security-log/blocklist/formats/formats.ts';
import { CsrfField } from '../../frame/account.tsx';
import { DataTable } from '../../frame/data-table.tsx';
import { DecisionForm, DecisionTable } from './blocklist-decisions.tsx';
import type { BlocklistProps } from './blocklist-props.ts';

/** Entries on one page. */
export const PAGE = 100;

/** The page of the blocklist. */
export function BlocklistPage(props: BlocklistProps): JSX.Element {
  const { page, list, problem, explanation } = props;
  const { blocklist: texts, number } = page;
  const { version, built, total } = list;
  return (
    <div class="security blocklist">
      <h1>{texts.title}</h1>
      <p>
        <a href={page.own('')}>{page.texts.title}</a>
      </p>
      {problem === undefined ? null : (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
      <HeldBack {...props} />
      <p>
        {built === null || props.query.network !== undefined
          ? built === null && texts.notBuilt
          : texts.state(number(version), number(total), page.moment(built))}
      </p>
      <Search {...props} />
      {explanation === undefined ? null : <Explained {...props} explanation={explanation} />}
      <Entries {...props} />
      <DecisionForm {...props} />
      <DecisionTable {...props} />
      <Files {...props} />
    </div>
  );
}

function HeldBack({ page, list: { held }, csrfToken }: BlocklistProps): JSX.Element | null {
  if (held === null) return null;
  const kinds: Readonly<Record<string, string>> = page.texts.kinds;
  const { blocklist: texts, number } = page;
  return (
    <section class="notice" aria-labelledby="held">
      <h2 id="held">{texts.heldTitle}</h2>
      <p>{texts.held(number(held.entries), number(held.added), page.moment(held.since))}</p>
      <ul>
        {Object.entries(held.reasons).map(([reason, count]) => (
          <li key={reason}>
            {page.messages.label(reasonText(kinds, reason))} {number(count)}
          </li>
        ))}
      </ul>
      <p>{texts.examples(held.examples.join(', '))}</p>
      <form method="post" action={page.own('/blocklist/release')}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="entries" value={held.entries} />
        <button class="button" type="submit">
          {texts.release}
        </button>
      </form>
    </section>
  );
}

function Search({ page, query }: BlocklistProps): JSX.Element {
  const { blocklist: texts, target } = page;
  const language = target.searchParams.get('lang');
  return (
    <form class="filter" method="get" action={page.own('/blocklist')} role="search">
      {language === null ? null : <input type="hidden" name="lang" value={language} />}
      <label>
        {texts.search}
        <input name="network" value={query.network} maxlength={64} autocomplete="off" spellcheck={false} />
      </label>
      <button class="button" type="submit">
        {texts.find}
      </button>
      {query.network === undefined ? null : <a href={page.own('/blocklist')}>{texts.all}</a>}
    </form>
  );
}

function Explained({ page, explanation }: BlocklistProps & { explanation: z.infer<typeof EXPLANATION> }): JSX.Element {
  const { blocklist: texts } = page;
  const { address, listed, neverListed, allowedBySettings, heldBack, decisions } = explanation;
  return (
    <section aria-labelledby="explained">
      <h2 id="explained">{texts.explained(address)}</h2>
      <ul>
        <li>{listed ? texts.listed : texts.notListed}</li>
        {neverListed === null ? null : <li>{texts.neverListed(neverListed)}</li>}
        {allowedBySettings ? <li>{texts.allowedBySettings}</li> : null}
        {heldBack ? <li>{texts.heldBack}</li> : null}
        {decisions.map(({ id, kind, network, author, until }) => (
          <li key={id}>{texts.decided(kind, network, author, until === null ? '' : page.moment(until))}</li>
        ))}
      </ul>
    </section>
  );
}

/** The name of a kind of findings; what a person wrote as it is, `constructor` too. */
function reasonText(kinds: Readonly<Record<string, string>>, reason: string): string {
  return (Object.hasOwn(kinds, reason) ? kinds[reason] : undefined) ?? reason;
}

function Entries({ page, list, query }: BlocklistProps): JSX.Element {
  const { blocklist: texts, number } = page;
  const { network, isKnown } = query;
  const kinds: Readonly<Record<string, string>> = page.texts.kinds;
  const rows = list.entries.map((entry) => [
    entry.network,
    <span key="reasons" class="words">
      {entry.reasons.map((reason) => reasonText(kinds, reason)).join(', ')}
    </span>,
    entry.score === null ? undefined : number(entry.score),
    entry.firstSeen,
    entry.lastSeen,
    entry.expires ?? texts.never,
    entry.author === undefined ? texts.origins[entry.origin] : `${texts.origins[entry.origin]} (${entry.author})`,
  ]);
  const columns = [
    texts.network,
    texts.reasons,
    texts.score,
    texts.firstSeen,
    texts.lastSeen,
    texts.expires,
    texts.origin,
  ];
  return (
    <section aria-labelledby="entries">
      <h2 id="entries">{texts.entries}</h2>
      {isKnown ? null : <p class="notice">{texts.unknown(network ?? '')}</p>}
      <DataTable labelledBy="entries" columns={columns} rows={rows} none={texts.noEntries} />
      <Pages page={page} list={list} query={query} />
    </section>
  );
}

function Pages({
  page,
  list: { entries, total },
  query,
}: Pick<BlocklistProps, 'page' | 'list' | 'query'>): JSX.Element {
  const { blocklist: texts, number } = page;
  const { network, offset } = query;
  const last = offset + entries.length;
  const link = (at: number, text: string): JSX.Element => (
    <a href={page.own('/blocklist', { ...(network !== undefined && { network }), offset: String(at) })}>{text}</a>
  );
  return (
    <p>
      {entries.length === 0 ? null : texts.shown(number(offset + 1), number(last), number(total))}{' '}
      {offset === 0 ? null : link(Math.max(0, offset - PAGE), texts.previous)}{' '}
      {last >= total ? null : link(last, texts.next)}
    </p>
  );
}

function Files({ page }: BlocklistProps): JSX.Element {
  const { blocklist: texts } = page;
  return (
    <section aria-labelledby="files">
      <h2 id="files">{texts.files}</h2>
      <p>{texts.filesHelp}</p>
      <ul class="files">
        {LIST_FORMATS.map(({ file }) => (
          <li key={file}>
            <a href={`/blocklists/${file}`}>{file}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
