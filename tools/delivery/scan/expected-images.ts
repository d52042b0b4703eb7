import * as z from 'zod';
import type { Report } from './report.ts';

/** The platforms that publish.yml builds, each of which has its own layers. */
const ARCHITECTURES = ['amd64', 'arm64'] as const;

const references = z.array(z.string().regex(/^[a-z0-9.:/_-]+@sha256:[\da-f]{64}$/)).min(1);

/**
 * Parses a JSON array of images by digest.
 *
 * @throws Error with one sentence if it is anything else.
 */
export function readReferences(json: string): readonly string[] {
  try {
    return references.parse(JSON.parse(json));
  } catch {
    throw new Error(`--images is ${json}: give a JSON array of <repository>@sha256:<digest>.`);
  }
}

/**
 * Checks that there is one report for each platform of each image, and no other.
 *
 * @throws Error with one sentence that names the first difference.
 */
export function checkImages(
  reports: readonly (readonly [file: string, report: Report])[],
  images: readonly string[],
): void {
  for (const [file, { ArtifactName, Metadata }] of reports) {
    if (!images.includes(ArtifactName))
      throw new Error(`${file} is about ${ArtifactName}, which is not one of ${images.join(', ')}.`);
    const digest = ArtifactName.slice(ArtifactName.indexOf('@'));
    if (Metadata.RepoDigests?.some((name) => name.endsWith(digest)) !== true)
      throw new Error(
        `${file} was asked about ${ArtifactName} but is about ${Metadata.RepoDigests?.join(', ') ?? 'no digest'}.`,
      );
  }
  for (const image of images) {
    const scanned = reports
      .filter(([, { ArtifactName }]) => ArtifactName === image)
      .map(([, { Metadata }]) => Metadata.ImageConfig.architecture);
    const missing = ARCHITECTURES.filter((architecture) => !scanned.includes(architecture));
    if (missing.length > 0) throw new Error(`${image} has no report for ${missing.join(' and ')}.`);
  }
}
