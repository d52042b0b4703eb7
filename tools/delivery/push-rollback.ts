/**
 * `node tools/delivery/push-rollback.ts <environment>`: reverts the last promotion like `npm run rollback`, and pushes the commit to main,
 * again if main has moved in the meantime. Run it on a clone of main.
 */
import { stop } from './git.ts';
import { lastPromotion } from './history.ts';
import { rollBack, shownCommit } from './verification/roll-back.ts';

const [environment = ''] = process.argv.slice(2);
const commit = lastPromotion(environment)?.commit;
if (commit === undefined) stop(`there is no promotion of "${environment}" to roll back, or all have been reverted`);
const rolledBack = rollBack(environment, { commit, isRollback: false });
if (rolledBack.kind === 'not reverted') stop(`${environment} was not rolled back: ${rolledBack.reason}`);
process.stdout.write(`${environment}: ${rolledBack.kind} by ${shownCommit(rolledBack.commit)}\n`);
