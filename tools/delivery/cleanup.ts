/**
 * `npm run cleanup -- [images | cluster] [--days <n>]`: lists what can be deleted in both registries and in the cluster of the
 * current kubectl context. `--delete <list id>` deletes it if the list is still the same. Fails, and deletes nothing, if anything
 * could not be read.
 */
import { parseArgs } from 'node:util';
import { checkedRepository } from './cleanup/checkout.ts';
import { unusedObjects } from './cleanup/cluster.ts';
import { unusedImages } from './cleanup/images.ts';
import { listId, listText } from './cleanup/item.ts';
import type { Item } from './cleanup/item.ts';
import { sentenceOf } from './cleanup/run.ts';
import { stop } from './git.ts';

const USAGE = 'usage: npm run cleanup -- [images | cluster] [--days <least age, 7 by default>] [--delete <list id>]';

const { area, days, wanted } = readArguments();
const items = await unused().catch((error: unknown) =>
  stop(`nothing can be deleted, because not everything could be read: ${sentenceOf(error)}`),
);
const id = listId(items);
if (wanted === undefined) print();
else if (wanted === id) await remove();
else stop(`nothing was deleted: the list is now ${id}, not ${wanted}. Read it again without --delete`);

async function unused(): Promise<Item[]> {
  const now = new Date();
  const repository = await checkedRepository();
  return [
    ...(area === 'cluster' ? [] : await unusedImages(repository, days, now)),
    ...(area === 'images' ? [] : await unusedObjects(days, now)),
  ];
}

function print(): void {
  if (items.length === 0) {
    process.stdout.write('there is nothing to delete\n');
    return;
  }
  const options = `${area === undefined ? '' : `${area} `}${days === 7 ? '' : `--days ${String(days)} `}`;
  process.stdout.write(
    `${listText(items)}\nNothing was deleted. Layers can be shared with images that are kept. To delete exactly these:\n` +
      `  npm run cleanup -- ${options}--delete ${id}\n`,
  );
}

async function remove(): Promise<void> {
  for (const [index, { place, name, remove: removeItem }] of items.entries()) {
    await removeItem().catch((error: unknown) =>
      stop(`${name} was not deleted, ${String(items.length - index - 1)} others were not tried: ${sentenceOf(error)}`),
    );
    process.stdout.write(`deleted ${name} (${place})\n`);
  }
}

function readArguments(): { area: string | undefined; days: number; wanted: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { days: { type: 'string', default: '7' }, delete: { type: 'string' } },
    });
    const [given, ...more] = positionals;
    const isArea = given === undefined || given === 'images' || given === 'cluster';
    if (isArea && more.length === 0 && /^[1-9]\d{0,3}$/.test(values.days))
      return { area: given, days: Number(values.days), wanted: values.delete };
  } catch {
    // An unknown option.
  }
  process.stderr.write(`${USAGE}\n`);
  return process.exit(2);
}
