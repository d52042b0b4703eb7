import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SecretFile } from '../../common/secret-file.ts';
import { LOGGER } from '../../common/tokens.ts';
import { ConfigurationError } from '../../config/settings.ts';
import { weakEtag } from '../../http/answers/etag.ts';
import { SECURITY_LOG_CONFIG } from '../security-log.tokens.ts';
import type { BlocklistConfig } from './blocklist.config.ts';
import { NotBuiltError, NotSignedError, UnknownFileError } from './blocklist.errors.ts';
import { CurrentBlocklist } from './current-blocklist.ts';
import { LIST_FORMATS } from './formats/formats.ts';
import type { ListFormat, PublishedList } from './formats/list-format.ts';
import { sectionsOf } from './sections.ts';
import { PRIVATE_KEY, signatureOf, signingKey } from './signature.ts';
import type { BlocklistRecord } from './store/blocklist-store.ts';

/** A file of the list, as it is sent. */
export interface BlocklistFile {
  readonly body: Buffer;
  readonly mediaType: string;
  readonly etag: string;
  readonly version: number;
}

/** The files of one version, by name. */
interface Rendered {
  readonly list: PublishedList;
  readonly files: Map<string, BlocklistFile>;
  readonly signatures: Map<string, Signature>;
}

/** The signature of a file, and the key that made it: the key may be replaced. */
interface Signature {
  readonly key: string;
  readonly file: BlocklistFile;
}

/** Writes the published list in its formats, and signs them. Each file is written and signed once for each version: anybody may ask for them if BLOCKLIST_PUBLIC=on. */
@Injectable()
export class BlocklistFiles {
  readonly #key: SecretFile | undefined;
  #rendered: Rendered | undefined;

  /** @throws ConfigurationError if the signing key cannot be used. */
  constructor(
    private readonly current: CurrentBlocklist,
    @Inject(SECURITY_LOG_CONFIG) { BLOCKLIST_SIGNING_KEY_FILE: path }: BlocklistConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    if (path === undefined) return;
    const variable = 'BLOCKLIST_SIGNING_KEY_FILE';
    const content = 'an Ed25519 private key without passphrase, in the format of OpenSSH';
    this.#key = new SecretFile({ path, variable, content, pattern: PRIVATE_KEY }, logger);
    try {
      signingKey(this.#key.current());
    } catch (error) {
      throw new ConfigurationError([`${variable} must contain ${content}: ${(error as Error).message}`]);
    }
  }

  /**
   * Returns a file by its name, such as `all.txt` or `all.txt.sig`. While the storage does not respond, the last one that was read.
   * @throws UnknownFileError, NotSignedError, NotBuiltError, BlocklistUnavailableError
   */
  async find(name: string): Promise<BlocklistFile> {
    const format = LIST_FORMATS.find(({ file }) => name === file || name === `${file}.sig`);
    if (format === undefined)
      throw new UnknownFileError(
        name,
        LIST_FORMATS.map(({ file }) => file),
      );
    const { record, entries } = await this.current.readOrLast();
    if (record === undefined) throw new NotBuiltError();
    const rendered = this.#renderedFor(record, entries);
    const file = fileIn(rendered, format);
    return name === format.file ? file : this.#signed(rendered, name, file);
  }

  #renderedFor(record: BlocklistRecord, entries: PublishedList['entries']): Rendered {
    if (this.#rendered?.list.version !== record.version)
      this.#rendered = {
        list: { version: record.version, entries, sections: sectionsOf(entries) },
        files: new Map(),
        signatures: new Map(),
      };
    return this.#rendered;
  }

  #signed({ signatures }: Rendered, name: string, signed: BlocklistFile): BlocklistFile {
    if (this.#key === undefined) throw new NotSignedError();
    const key = this.#key.current();
    const known = signatures.get(name);
    if (known?.key === key) return known.file;
    const body = Buffer.from(signatureOf(signed.body, key));
    const file = { ...signed, body, mediaType: 'text/plain; charset=utf-8', etag: weakEtag(body) };
    signatures.set(name, { key, file });
    return file;
  }
}

function fileIn({ list, files }: Rendered, format: ListFormat): BlocklistFile {
  const { file, mediaType } = format;
  const known = files.get(file);
  if (known !== undefined) return known;
  const body = Buffer.from(format.render(list));
  const made = { body, mediaType, etag: weakEtag(body, mediaType), version: list.version };
  files.set(file, made);
  return made;
}
