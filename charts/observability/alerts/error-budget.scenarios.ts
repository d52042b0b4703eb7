import type { Scenarios } from './scenario.ts';

/** The series of the requests of an objective: labels that it counts, and labels that it does not. */
interface Requests {
  readonly name: string;
  readonly subject: string;
  readonly counted: string;
  readonly others: string;
}

/** A burst of failures after a full long window; `requests` per step and `failures` lie between the limits and their doubles. */
interface Burst {
  readonly long: string;
  readonly step: number;
  /** Steps before the burst. */
  readonly before: number;
  readonly requests: number;
  readonly failures: number;
  /** Minutes: the last one before it fires, the first one, and one after the short window. */
  readonly minutes: readonly [number, number, number];
}

const BURSTS: readonly Burst[] = [
  { long: '1h', step: 1, before: 60, requests: 10, failures: 12, minutes: [62, 63, 70] },
  { long: '6h', step: 5, before: 72, requests: 40, failures: 24, minutes: [375, 380, 400] },
  { long: '1d', step: 10, before: 144, requests: 50, failures: 36, minutes: [1500, 1510, 1580] },
  { long: '3d', step: 30, before: 144, requests: 200, failures: 48, minutes: [4500, 4530, 4740] },
];

/** Returns the scenarios of an objective's alerts: a burst, one in twice as many requests, and one of half the size in half as many. */
export function errorBudgetScenarios(requests: Requests): Scenarios {
  return Object.fromEntries(BURSTS.map((burst) => [`${requests.name}${burst.long}`, scenariosOf(requests, burst)]));
}

function scenariosOf({ subject, counted, others }: Requests, burst: Burst): Scenarios[string] {
  const { long, step, before, minutes } = burst;
  const series = (perStep: number, failures: number): Record<string, string> => ({
    [`kiosque_http_request_duration_seconds_count{$scope, ${counted}, status="200"}`]: `0+${String(perStep)}x200`,
    [`kiosque_http_request_duration_seconds_count{$scope, ${counted}, status="500"}`]: `0x${String(before)} ${String(failures)}x100`,
    [`kiosque_http_request_duration_seconds_count{$scope, ${others}, status="503"}`]: '0+100x200',
  });
  const [pending, firing, cleared] = minutes;
  const share = burst.failures / (burst.requests * before + burst.failures);
  const percentage = `${String(Number((share * 100).toPrecision(4)))}%`;
  const summary = `${percentage} of the ${subject} failed in the last ${long} in kiosque-test`;
  return [
    {
      step,
      series: series(burst.requests, burst.failures),
      firing: { [pending]: [], [firing]: [{ summary }], [cleared]: [] },
    },
    { step, series: series(burst.requests * 2, burst.failures), firing: { [firing]: [] } },
    { step, series: series(burst.requests / 2, burst.failures / 2), firing: { [firing]: [] } },
  ];
}
