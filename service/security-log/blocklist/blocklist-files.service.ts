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
  /** Milliseconds since the epoch. */
  readonly built: number;
}

/** The files of one version. */
interface Rendered {
  readonly list: PublishedList;
  readonly files: Map<string, BlocklistFile>;
}

/** Writes the published list in its formats, and signs them. Each file is written once for each version. */
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
    const file = fileIn(this.#renderedFor(record, entries), format);
    return name === format.file ? file : this.#signed(file);
  }

  #renderedFor(record: BlocklistRecord, entries: PublishedList['entries']): Rendered {
    const { version, built } = this.#rendered?.list ?? {};
    // A storage that lost data gives the same versions again.
    if (this.#rendered !== undefined && version === record.version && built === record.built) return this.#rendered;
    this.#rendered = rendered(record, entries);
    return this.#rendered;
  }

  #signed(file: BlocklistFile): BlocklistFile {
    if (this.#key === undefined) throw new NotSignedError();
    const body = Buffer.from(signatureOf(file.body, this.#key.current()));
    return { ...file, body, mediaType: 'text/plain; charset=utf-8', etag: weakEtag(body) };
  }
}

function rendered({ version, built }: BlocklistRecord, entries: PublishedList['entries']): Rendered {
  return { list: { version, built, entries, sections: sectionsOf(entries) }, files: new Map() };
}

function fileIn({ list, files }: Rendered, format: ListFormat): BlocklistFile {
  const { file, mediaType } = format;
  const known = files.get(file);
  if (known !== undefined) return known;
  const body = Buffer.from(format.render(list));
  const { version, built } = list;
  const made = { body, mediaType, etag: weakEtag(body, mediaType), version, built };
  files.set(file, made);
  return made;
}
