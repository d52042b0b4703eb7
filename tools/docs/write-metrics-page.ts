/** `npm run docs:metrics`: writes docs/metrics.md. */
import { writeFileSync } from 'node:fs';
import { metricGroups } from '../../service/metric-groups.ts';
import { metricsPage } from './metrics-page.ts';

writeFileSync('docs/metrics.md', metricsPage(metricGroups()));
