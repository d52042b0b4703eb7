import type { OperationsTable, ProcessState, Series } from '../../operations/process-state.ts';

/** Joins the tables of all processes: of rows with the same first cell, which replicas report, the latest is kept. */
export function mergeTables(processes: readonly ProcessState[]): readonly OperationsTable[] {
  const tables = new Map<string, OperationsTable>();
  for (const { tables: own } of [...processes].sort((a, b) => a.at - b.at)) {
    for (const table of own) {
      const before = tables.get(table.id)?.rows ?? [];
      const others = before.filter(([name]) => table.rows.every(([other]) => other !== name));
      const rows = [...others, ...table.rows].sort(([a], [b]) => String(a).localeCompare(String(b)));
      tables.set(table.id, { ...table, rows });
    }
  }
  return [...tables.values()];
}

/** Joins the histories of all processes: of equal series, which replicas record, the longest is kept. */
export function mergeHistory(processes: readonly ProcessState[]): readonly Series[] {
  const all = new Map<string, Series>();
  for (const series of processes.flatMap(({ history }) => history)) {
    const known = all.get(series.id);
    if (known === undefined || known.points.length < series.points.length) all.set(series.id, series);
  }
  return [...all.values()].sort((a, b) => a.id.localeCompare(b.id));
}
