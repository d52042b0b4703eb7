import type { Source } from '../history.ts';
import type { Image } from '../images.ts';

/** What a reviewer of a production proposal reads. */
export interface Proposal {
  /** The images that change, by name, with what the environment runs now. */
  readonly images: readonly (readonly [name: string, before: Image, after: Image])[];
  readonly source: Source | undefined;
  /** Sentences about images that are not part of it. */
  readonly notes: readonly string[];
  /** Address of the run that tested the images; `undefined` outside of a workflow. */
  readonly evidence: string | undefined;
  /** Markdown of `npm run scan:gate`; `undefined` if it was not given. */
  readonly scan: string | undefined;
  /** A sentence, or the output of `npm run api:compare`. */
  readonly api: string;
  /** Markdown of `npm run diff`. */
  readonly manifests: string;
}

/** Whether a digest is the placeholder of an image that was never promoted. */
export function isUnset({ digest }: Image): boolean {
  return /^sha256:0+$/.test(digest);
}

/** Returns the Markdown, longest section last: it is what may be cut. */
export function bodyOf({ images, source, notes, evidence, scan, api, manifests }: Proposal): string {
  const rows = images.map(
    ([name, before, after]) =>
      `| ${name} | ${isUnset(before) ? 'nothing' : `\`${before.digest}\``} | \`${after.repository}@${after.digest}\` |`,
  );
  const built =
    source === undefined
      ? 'No promotion of this image names the commit that it was built from.'
      : `Built from ${source.revision}${source.release === undefined ? '' : `, release ${source.release}`}.`;
  return `Production gets the images that qualification runs. Their signatures, provenance and SBOM were verified.

| Image | Production runs | Proposed |
| --- | --- | --- |
${rows.join('\n')}

${[built, ...notes].join(' ')}

Evidence of qualification: ${evidence ?? 'none, because this was not opened by a workflow.'}

## Scan

${scan ?? 'No summary of a scan was given.'}

## API

${api}

## Manifests

${manifests}`;
}
