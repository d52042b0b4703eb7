import { describe, expect, it } from '@jest/globals';
import { runProgram } from './run-program.ts';

const env = { PATH: process.env['PATH'] };

describe(runProgram.name, () => {
  it('should return what a program printed, and its exit code', async () => {
    const script = 'cat; echo problem >&2; exit 3';
    expect(await runProgram('sh', ['-c', script], { env, input: 'text' })).toEqual({
      code: 3,
      stdout: Buffer.from('text'),
      stderr: 'problem\n',
    });
  });

  it('should end a program after its time even if something it has started keeps its output open', async () => {
    const started = Date.now();
    const ended = await runProgram('sh', ['-c', 'sleep 20 & wait'], { env, timeout: 500 });
    expect(ended).toMatchObject({ code: -1, stderr: '\nfatal: sh did not end within 0.5 seconds' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('should end a program that prints without end', async () => {
    const ended = await runProgram('sh', ['-c', 'yes'], { env });
    expect(ended).toMatchObject({ code: -1, stderr: '\nfatal: sh printed more than 67108864 bytes' });
    expect(ended.stdout.length).toBeLessThanOrEqual(67_108_864);
  });

  it('should reject if there is no such program', async () => {
    await expect(runProgram('kiosque-no-such-program', [], { env })).rejects.toThrow('ENOENT');
  });
});
