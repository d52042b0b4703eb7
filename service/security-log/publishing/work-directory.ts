import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY = 86_400_000;

/** Creates a directory that only this user can read. Its name contains the process id, so that later runs can remove it. */
export async function createWorkDirectory(root = tmpdir()): Promise<string> {
  return mkdtemp(join(root, `kiosque-publish-${String(process.pid)}-`));
}

/** Removes the directories of processes that were killed: those of this user whose process has ended, or that are a day old. */
export async function removeAbandoned(root = tmpdir()): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid] = /^kiosque-publish-(\d+)-/.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(root, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats === undefined || !stats.isDirectory() || stats.uid !== process.getuid?.()) continue;
    if (isRunning(Number(pid)) && Date.now() - stats.mtimeMs < DAY) continue;
    // A program that the process had started may still be writing: the next run tries again.
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Own directories do not exist yet: one with this process id is that of an earlier process. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
