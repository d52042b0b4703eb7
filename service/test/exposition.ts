/** A series of a scrape. */
export interface Series {
  /** As printed, without the value: `kiosque_queue_waiting{queue="rubis"}`. */
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the Prometheus text format: the series of each metric; those of a histogram belong to one. */
export function readExposition(text: string): ReadonlyMap<string, readonly Series[]> {
  const metrics = new Map<string, Series[]>();
  let current: Series[] = [];
  for (const line of text.split('\n')) {
    const [, name] = /^# TYPE (\S+) /.exec(line) ?? [];
    if (name !== undefined) metrics.set(name, (current = []));
    if (line === '' || line.startsWith('#')) continue;
    const end = line.lastIndexOf(' ');
    const pairs = line.slice(0, end).matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g);
    const labels = Object.fromEntries(Array.from(pairs, ([, label = '', value = '']) => [label, value]));
    current.push({ text: line.slice(0, end), labels, value: Number(line.slice(end + 1)) });
  }
  return metrics;
}

/** Returns the value of a series, given as printed; undefined if it is absent. */
export function valueOf(text: string, series: string): number | undefined {
  for (const all of readExposition(text).values()) {
    const found = all.find((each) => each.text === series);
    if (found !== undefined) return found.value;
  }
  return undefined;
}
