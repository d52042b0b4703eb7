import { scaleBand, scaleLinear } from 'd3-scale';
import { area, line, stack } from 'd3-shape';

/** Values over time: pairs of milliseconds since the epoch and a value. */
export interface Series {
  readonly points: readonly (readonly [number, number])[];
}

/** A bar: its place and size in the coordinates of the chart, its label and its value. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width of charts, in units of their coordinates. */
export const WIDTH = 320;
/** Height of line charts. */
export const LINE_HEIGHT = 90;
/** Height of one bar with its gap. */
export const BAR_HEIGHT = 28;

/** Lays out horizontal bars, from a value of 0. */
export function bars(values: readonly (readonly [string, number])[]): readonly Bar[] {
  const labels = values.map(([label]) => label);
  const rows = scaleBand(labels, [0, labels.length * BAR_HEIGHT]).paddingInner(0.25);
  const widths = scaleLinear([0, Math.max(1, ...values.map(([, value]) => value))], [0, WIDTH]);
  return values.map(([label, value]) => ({
    label,
    value,
    y: rows(label) ?? 0,
    width: widths(value),
    height: rows.bandwidth(),
  }));
}

/** Paths of a line chart: its line, and the area below it. */
export interface Lines {
  readonly line: string;
  readonly area: string;
  /** Top of the vertical axis. */
  readonly most: number;
}

/** Draws a series over the hour before `now`, from a value of 0. */
export function lines({ points }: Series, now: number): Lines {
  const x = scaleLinear([now - 3_600_000, now], [0, WIDTH]).clamp(true);
  const y = scaleLinear([0, Math.max(1, ...points.map(([, value]) => value))], [LINE_HEIGHT, 0]).nice(4);
  const [, most = 1] = y.domain();
  const at = ([time]: readonly [number, number]): number => x(time);
  const up = ([, value]: readonly [number, number]): number => y(value);
  const pairs = [...points];
  return {
    line: line(at, up)(pairs) ?? '',
    area: area(at, LINE_HEIGHT, up)(pairs) ?? '',
    most,
  };
}

/** A part of a column: a rectangle in the coordinates of the chart. */
export interface ColumnPart {
  readonly part: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Stacked columns, and the top of their vertical axis. */
export interface Columns {
  readonly parts: readonly ColumnPart[];
  readonly most: number;
}

/** Width of column charts. */
export const COLUMNS_WIDTH = 960;
/** Height of column charts. */
export const COLUMNS_HEIGHT = 200;

/** Stacks the parts of each column, the first at the bottom, from a value of 0. */
export function columns<Part extends string>(
  values: readonly Readonly<Record<Part, number>>[],
  parts: readonly Part[],
): Columns {
  const x = scaleBand(
    values.map((_, index) => index),
    [0, COLUMNS_WIDTH],
  ).paddingInner(0.2);
  const sums = values.map((value) => parts.reduce((sum, part) => sum + value[part], 0));
  const y = scaleLinear([0, Math.max(1, ...sums)], [COLUMNS_HEIGHT, 0]).nice(4);
  const layers = stack<Readonly<Record<Part, number>>, Part>().keys(parts)(values);
  return {
    most: y.domain()[1] ?? 1,
    parts: layers.flatMap((layer) =>
      layer.flatMap(([bottom, top], index) => {
        const box = { x: x(index) ?? 0, y: y(top), width: x.bandwidth(), height: y(bottom) - y(top) };
        return top > bottom ? [{ part: layer.key, ...box }] : [];
      }),
    ),
  };
}
