import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { LineReader } from '../service/security-log/formats/line-reader.ts';

/** Reads the lines of a file and nothing else, for bench/security.ts. */
const [, , file = ''] = process.argv;
const reader = new LineReader();
for await (const line of createInterface({ input: createReadStream(file) })) reader.read(line);
process.stdout.write(`${String(reader.lines)} lines, ${String(reader.unreadable)} unreadable\n`);
