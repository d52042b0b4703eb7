import type { AcceptedFinding } from '../../risks/accepted-findings.ts';
import type { Report, Severity } from './report.ts';

/** Something that the scanner found in an image. */
export interface Finding {
  readonly kind: 'vulnerability' | 'secret' | 'misconfiguration';
  readonly id: string;
  readonly severity: Severity;
  /** Package of a vulnerability; file of a secret or misconfiguration. */
  readonly subject: string;
  /** Versions of the package; empty if there is none. */
  readonly installed: string;
  readonly fixed: string;
  /** Image, platform and place in it. */
  readonly where: string;
}

/** What becomes of the findings. Those in neither list have no fix, or a lower severity. */
export interface Judgement {
  readonly blocking: readonly (Finding & { readonly note: string })[];
  readonly accepted: readonly (Finding & { readonly acceptance: AcceptedFinding })[];
}

/** Returns the findings of a report; passed checks of its configuration are none. */
export function findingsOf(report: Report): readonly Finding[] {
  const image = `${report.ArtifactName} (${report.Metadata.ImageConfig.architecture})`;
  return report.Results.flatMap(({ Target, Vulnerabilities = [], Secrets = [], Misconfigurations = [] }) => [
    ...Vulnerabilities.map((found) => ({
      kind: 'vulnerability' as const,
      id: found.VulnerabilityID,
      severity: found.Severity,
      subject: found.PkgName,
      installed: found.InstalledVersion,
      fixed: found.FixedVersion ?? '',
      where: `${image}: ${found.PkgPath ?? Target}`,
    })),
    // Never the match, which is the secret.
    ...Secrets.map((found) => ({
      ...{ kind: 'secret' as const, id: found.RuleID, severity: found.Severity, subject: Target },
      ...{ installed: '', fixed: '', where: `${image}: ${Target}:${String(found.StartLine)}` },
    })),
    ...Misconfigurations.filter(({ Status }) => Status === 'FAIL').map((found) => ({
      ...{ kind: 'misconfiguration' as const, id: found.ID, severity: found.Severity, subject: Target },
      ...{ installed: '', fixed: '', where: `${image}: ${Target}` },
    })),
  ]);
}

/**
 * Separates the findings that stop a release: critical and high vulnerabilities with a fix, secrets and misconfigurations, unless
 * they are accepted on `today` (ISO date).
 */
export function judge(findings: readonly Finding[], acceptances: readonly AcceptedFinding[], today: string): Judgement {
  const stopping = findings.filter(
    ({ kind, severity, fixed }) =>
      kind !== 'vulnerability' || (fixed !== '' && (severity === 'CRITICAL' || severity === 'HIGH')),
  );
  const judged = stopping.map((finding) => {
    const acceptance = acceptances.find(({ id, subject }) => id === finding.id && subject === finding.subject);
    return { finding, acceptance, isValid: acceptance !== undefined && today <= acceptance.until };
  });
  return {
    blocking: judged
      .filter(({ isValid }) => !isValid)
      .map(({ finding, acceptance }) => ({
        ...finding,
        note: acceptance === undefined ? '' : `accepted until ${acceptance.until}, which has passed`,
      })),
    accepted: judged.flatMap(({ finding, acceptance, isValid }) =>
      isValid && acceptance !== undefined ? [{ ...finding, acceptance }] : [],
    ),
  };
}
