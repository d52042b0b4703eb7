import * as z from 'zod';

const CONTENT = z.object({
  version: z.int().positive(),
  built: z.string().max(40),
  entries: z.array(
    z.object({
      network: z.string(),
      reasons: z.array(z.string()),
      origin: z.string(),
      expires: z.string().nullish(),
    }),
  ),
});

/** What `blocklist.json` says, as far as publishing needs it. */
export type ListContent = z.output<typeof CONTENT>;

/** Returns the content of `blocklist.json`; undefined if it is none. */
export function parseList(json: Buffer): ListContent | undefined {
  try {
    return CONTENT.parse(JSON.parse(json.toString()));
  } catch {
    return undefined;
  }
}
