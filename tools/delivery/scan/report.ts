import * as z from 'zod';

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN'] as const;

/** Severities of the scanner, worst first. */
export const severity = z.enum(SEVERITIES);

const text = z.string().min(1);

const vulnerability = z.looseObject({
  VulnerabilityID: text,
  PkgName: text,
  PkgPath: z.string().optional(),
  InstalledVersion: text,
  FixedVersion: z.string().optional(),
  Severity: severity,
});

const secret = z.looseObject({ RuleID: text, Severity: severity, StartLine: z.int() });

const misconfiguration = z.looseObject({
  ID: text,
  Severity: severity,
  Status: z.enum(['FAIL', 'PASS', 'EXCEPTION']),
});

/** Strict, because an unknown kind of findings would otherwise pass unseen. */
const result = z.strictObject({
  Target: z.string(),
  Class: z.enum(['os-pkgs', 'lang-pkgs', 'config', 'secret', 'license', 'license-file', 'custom']),
  Type: z.string().optional(),
  Packages: z.array(z.looseObject({ Name: text })).optional(),
  Vulnerabilities: z.array(vulnerability).optional(),
  MisconfSummary: z.looseObject({}).optional(),
  Misconfigurations: z.array(misconfiguration).optional(),
  Secrets: z.array(secret).optional(),
  Licenses: z.array(z.looseObject({})).optional(),
  CustomResources: z.array(z.looseObject({})).optional(),
  ExperimentalModifiedFindings: z.array(z.looseObject({})).optional(),
});

const schema = z.looseObject({
  SchemaVersion: z.literal(2),
  ArtifactName: text,
  ArtifactType: z.literal('container_image'),
  Metadata: z.looseObject({
    RepoDigests: z.array(z.string()).optional(),
    OS: z.looseObject({ EOSL: z.boolean().optional() }).optional(),
    ImageConfig: z.looseObject({ architecture: text }),
  }),
  Results: z.array(result).min(1),
});

/** A report of Trivy on one image, schema version 2. */
export type Report = z.infer<typeof schema>;
export type Severity = z.infer<typeof severity>;

/**
 * Parses the JSON of a report.
 *
 * @throws Error with one sentence if it is not a complete report on an image that lists its packages: it says nothing then.
 */
export function readReport(file: string, json: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error(`${file} is not JSON, so nothing is known about its image: scan it again.`);
  }
  const { data, error } = schema.safeParse(value);
  if (data === undefined) {
    const [{ path, message } = { path: [], message: 'invalid' }] = error.issues;
    const place = path.length === 0 ? 'the whole document' : path.map(String).join('.');
    throw new Error(`${file} is not a report of Trivy with schema version 2 on an image: ${place}: ${message}.`);
  }
  if (data.Metadata.OS?.EOSL === true)
    throw new Error(
      `${file} is about a distribution without security updates, so nothing is known about its packages: use a newer base image.`,
    );
  if (data.Results.every(({ Packages = [] }) => Packages.length === 0))
    throw new Error(`${file} lists no packages, so nothing is known about them: scan the image with list-all-pkgs.`);
  return data;
}
