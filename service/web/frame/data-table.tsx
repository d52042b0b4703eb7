import type { ComponentChildren, JSX } from 'preact';

interface DataTableProps {
  /** Id of the heading that names the table. */
  readonly labelledBy: string;
  readonly columns: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly ComponentChildren[])[];
  /** Text without rows. */
  readonly none: string;
}

/** A table that scrolls on narrow screens, or a text if it has no rows. */
export function DataTable({ labelledBy, columns, rows, none }: DataTableProps): JSX.Element {
  if (rows.length === 0) return <p>{none}</p>;
  return (
    <div class="scroll" tabindex={0} role="group" aria-labelledby={labelledBy}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...others], row) => (
            <tr key={row}>
              <th scope="row">{first}</th>
              {others.map((cell, index) => (
                <td key={columns[index + 1]}>{cell ?? '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
