import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NAMESPACE } from '../blocklist/signature.ts';
import { PublishingError } from './publishing.errors.ts';
import { runProgram } from './run-program.ts';

/** Verifies and makes SSH signatures with ssh-keygen (PROTOCOL.sshsig of OpenSSH). */
export class SshSignatures {
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;

  /** @param directory for temporary files */
  constructor(directory: string, env: NodeJS.ProcessEnv) {
    this.#directory = directory;
    this.#env = env;
  }

  /** @throws PublishingError if the signature is not one of an allowed signer */
  async verify(name: string, content: Buffer, signature: Buffer, allowedSigners: string): Promise<void> {
    const file = join(this.#directory, 'signature');
    await writeFile(file, signature);
    const args = ['-Y', 'verify', '-f', allowedSigners, '-I', NAMESPACE, '-n', NAMESPACE, '-s', file];
    const { code, stderr, stdout } = await runProgram('ssh-keygen', args, { env: this.#env, input: content });
    if (code === 0) return;
    const [reason = ''] = `${stderr}\n${stdout.toString()}`.split('\n').filter((line) => line.trim() !== '');
    throw new PublishingError(
      `The signature of ${name} is not one of BLOCKLIST_ALLOWED_SIGNERS_FILE (${reason.slice(0, 120)}); nothing was published.`,
    );
  }

  /** Returns the signature of a content: always the same for the same key, because Ed25519 is deterministic. */
  async sign(content: Buffer, privateKey: string): Promise<Buffer> {
    const args = ['-Y', 'sign', '-f', privateKey, '-n', NAMESPACE];
    const { code, stdout } = await runProgram('ssh-keygen', args, { env: this.#env, input: content });
    if (code !== 0) throw new PublishingError('The key of BLOCKLIST_COMMIT_KEY_FILE cannot sign.');
    return stdout;
  }

  /** @throws PublishingError unless the file contains an unencrypted Ed25519 private key */
  async checkPrivateKey(path: string): Promise<void> {
    await readFile(path).catch((error: unknown) => {
      const { code = '' } = error as NodeJS.ErrnoException;
      throw new PublishingError(`BLOCKLIST_COMMIT_KEY_FILE cannot be read: ${code}.`);
    });
    const { code, stdout } = await runProgram('ssh-keygen', ['-y', '-P', '', '-f', path], { env: this.#env });
    if (code !== 0 || !stdout.toString().startsWith('ssh-ed25519 '))
      throw new PublishingError(
        'BLOCKLIST_COMMIT_KEY_FILE must contain an unencrypted Ed25519 key that only its user can read: ssh-keygen -t ed25519.',
      );
  }
}
