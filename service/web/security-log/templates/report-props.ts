import type { ReportView } from '../../../security-log/report/report.schemas.ts';
import type { SecurityPageContext } from '../security-page-context.ts';

/** Props of the report page. */
export interface ReportProps {
  readonly page: SecurityPageContext;
  readonly report: ReportView;
  /** Whether addresses, accounts and paths are shown. */
  readonly isFull: boolean;
}
