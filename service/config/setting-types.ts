import * as z from 'zod';
import type { Setting } from './settings.ts';

/** An integer within inclusive bounds. */
export function integer(
  summary: string,
  bounds: { min: number; max: number; default: number },
): Setting<z.ZodType<number>> {
  const { min, max } = bounds;
  const schema = numberSchema(min, max).pipe(z.number().int()).default(bounds.default);
  return { schema, summary, rule: `an integer from ${String(min)} to ${String(max)}` };
}

/** A number of seconds, which may have a fraction. */
export function seconds(
  summary: string,
  bounds: { min: number; max: number; default: number },
): Setting<z.ZodType<number>> {
  const { schema, rule } = optionalSeconds(summary, bounds);
  return { schema: schema.default(bounds.default), summary, rule };
}

/** A percentage, which may have a fraction. */
export function percentage(summary: string, fallback: number): Setting<z.ZodType<number>> {
  return { schema: numberSchema(0, 100).default(fallback), summary, rule: 'a percentage from 0 to 100' };
}

/** Like `seconds`, without a default. */
export function optionalSeconds(
  summary: string,
  bounds: { min: number; max: number },
): Setting<z.ZodType<number | undefined>> {
  const { min, max } = bounds;
  const schema = numberSchema(min, max).optional();
  return { schema, summary, rule: `a number of seconds from ${String(min)} to ${String(max)}` };
}

/** One of several values. */
export function choice<const Values extends readonly [string, ...string[]]>(
  summary: string,
  values: Values,
  fallback: Values[number],
): Setting<z.ZodType<Values[number]>> {
  return { schema: z.enum(values).default(fallback), summary, rule: `one of ${values.join(', ')}` };
}

/** A string with a default. */
export function text(summary: string, rule: string, fallback: string, pattern = /\S/): Setting<z.ZodType<string>> {
  return { schema: z.string().regex(pattern).default(fallback), summary, rule };
}

/** An optional string. */
export function optionalText(summary: string, rule: string, pattern = /\S/): Setting<z.ZodType<string | undefined>> {
  return { schema: z.string().regex(pattern).optional(), summary, rule };
}

/** A time zone by its IANA name. */
export function timeZone(summary: string, fallback: string): Setting<z.ZodType<string>> {
  const schema = z.string().refine(isTimeZone).default(fallback);
  return { schema, summary, rule: 'an IANA time zone such as Europe/Paris' };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function numberSchema(min: number, max: number): z.ZodType<number, string | undefined> {
  return z
    .string()
    .regex(/^\d+(?:\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}
