import type { JSX } from 'preact';
import { BAR_HEIGHT, COLUMNS_HEIGHT, COLUMNS_WIDTH, LINE_HEIGHT, WIDTH, bars, columns, lines } from './layout.ts';
import type { Series } from './layout.ts';

/** Space for labels beside a chart. */
const MARGIN = 90;

interface BarChartProps {
  readonly title: string;
  readonly values: readonly (readonly [string, number])[];
}

/** Horizontal bars; the table beside it has the same values. */
export function BarChart({ title, values }: BarChartProps): JSX.Element {
  const height = values.length * BAR_HEIGHT;
  return (
    <svg class="chart" role="img" aria-label={title} viewBox={`0 0 ${String(WIDTH + 2 * MARGIN)} ${String(height)}`}>
      {bars(values).map(({ label, value, y, width, height: thickness }) => (
        <g key={label} transform={`translate(0 ${String(y)})`}>
          <text x={MARGIN - 10} y={thickness / 2} text-anchor="end" dominant-baseline="central">
            {label}
          </text>
          <rect class="bar" x={MARGIN} width={width} height={thickness} />
          <text x={MARGIN + width + 8} y={thickness / 2} dominant-baseline="central">
            {value}
          </text>
        </g>
      ))}
    </svg>
  );
}

interface LineChartProps {
  readonly title: string;
  readonly series: Series;
  readonly now: number;
  /** Labels of the ends of the hour. */
  readonly ends: readonly [string, string];
}

/** A line over the last hour; the table below it has the same values. */
export function LineChart({ title, series, now, ends }: LineChartProps): JSX.Element {
  const { line, area, most } = lines(series, now);
  const size = `0 -12 ${String(WIDTH + 48)} ${String(LINE_HEIGHT + 36)}`;
  return (
    <svg class="chart" role="img" aria-label={title} viewBox={size}>
      <path class="grid" d={`M0 0H${String(WIDTH)}M0 ${String(LINE_HEIGHT)}H${String(WIDTH)}`} />
      <path class="area" d={area} />
      <path class="line" d={line} />
      <text x={WIDTH + 8} y={0} dominant-baseline="central">
        {most}
      </text>
      <text x={WIDTH + 8} y={LINE_HEIGHT} dominant-baseline="central">
        0
      </text>
      <text x={0} y={LINE_HEIGHT + 20}>
        {ends[0]}
      </text>
      <text x={WIDTH} y={LINE_HEIGHT + 20} text-anchor="end">
        {ends[1]}
      </text>
    </svg>
  );
}

interface ColumnChartProps<Part extends string> {
  readonly title: string;
  readonly values: readonly Readonly<Record<Part, number>>[];
  /** Names of the parts in the legend, the first at the bottom. */
  readonly parts: Readonly<Record<Part, string>>;
  /** Labels of the ends of the horizontal axis. */
  readonly ends: readonly [string, string];
}

/** Stacked columns over time; the table below it has the same values. */
export function ColumnChart<Part extends string>({ title, values, parts, ends }: ColumnChartProps<Part>): JSX.Element {
  const names = Object.keys(parts) as Part[];
  const { parts: boxes, most } = columns(values, names);
  return (
    <figure class="columns">
      <p class="axis">{most}</p>
      {/* Labels are outside, because the width is stretched. */}
      <svg
        class="chart wide"
        role="img"
        aria-label={title}
        viewBox={`0 0 ${String(COLUMNS_WIDTH)} ${String(COLUMNS_HEIGHT)}`}
        preserveAspectRatio="none"
      >
        {boxes.map(({ part, ...box }) => (
          <rect key={`${part} ${String(box.x)}`} class={part} {...box} />
        ))}
      </svg>
      <p class="axis">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
      <figcaption>
        {names.map((name) => (
          <span key={name} class={`key ${name}`}>
            {parts[name]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
