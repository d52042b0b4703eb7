import type { JSX } from 'preact';
import { MAX_REASON } from '../../../security-log/blocklist/blocklist.requests.ts';
import { DECISION_KINDS } from '../../../security-log/blocklist/decision.ts';
import { CsrfField } from '../../frame/account.tsx';
import { DataTable } from '../../frame/data-table.tsx';
import { TextField } from '../../frame/text-field.tsx';
import type { BlocklistProps } from './blocklist-props.ts';

type Props = Pick<BlocklistProps, 'page' | 'csrfToken' | 'decisions' | 'query'>;

/** The form for a decision; it starts with the network that was searched for. */
export function DecisionForm({ page, csrfToken, query }: Props): JSX.Element {
  const { blocklist: texts } = page;
  return (
    <section aria-labelledby="decide">
      <h2 id="decide">{texts.decide}</h2>
      <form class="fields" method="post" action={page.own('/blocklist/decisions')}>
        <CsrfField token={csrfToken} />
        <fieldset class="kinds">
          <legend>{texts.kind}</legend>
          {DECISION_KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" value={kind} required /> {texts.kinds[kind]}{' '}
              <span class="hint">{texts.kindHelp[kind]}</span>
            </label>
          ))}
        </fieldset>
        <TextField
          id="network"
          label={texts.network}
          help={texts.networkHelp}
          value={query.isKnown ? query.network : undefined}
          required
          maxlength={64}
        />
        <TextField id="reason" label={texts.reason} help={texts.reasonHelp} required maxlength={MAX_REASON} />
        <TextField id="days" label={texts.days} help={texts.daysHelp} inputmode="numeric" pattern="[1-9]\d{0,3}" />
        <button class="button" type="submit">
          {texts.submit}
        </button>
      </form>
    </section>
  );
}

/** The decisions in force, each with a button that ends it. */
export function DecisionTable({ page, csrfToken, decisions }: Props): JSX.Element {
  const { blocklist: texts } = page;
  const rows = decisions.map(({ id, kind, network, reason, author, made, until }) => [
    network,
    texts.kinds[kind],
    <span key="reason" class="words">
      {reason}
    </span>,
    author,
    page.moment(made),
    until === null ? undefined : page.moment(until),
    <form key="end" method="post" action={page.own(`/blocklist/decisions/${String(id)}/end`)}>
      <CsrfField token={csrfToken} />
      <button class="button quiet" type="submit" aria-label={texts.endLabel(kind, network)}>
        {texts.end}
      </button>
    </form>,
  ]);
  const columns = [texts.network, texts.kind, texts.reason, texts.author, texts.made, texts.until, texts.actions];
  return (
    <section class="decisions" aria-labelledby="decisions">
      <h2 id="decisions">{texts.decisions}</h2>
      <DataTable labelledBy="decisions" columns={columns} rows={rows} none={texts.noDecisions} />
    </section>
  );
}
