import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import type { SelfSigned } from './self-signed.ts';

/** A mail as the server took it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Head lines, unfolded. */
  readonly head: readonly string[];
  /** Decoded parts by media type. */
  readonly parts: Readonly<Record<string, string>>;
  readonly secure: boolean;
  readonly user: string | undefined;
}

/** A real SMTP server that keeps what it gets. */
export class SmtpSink {
  readonly mails: ReceivedMail[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      ...options,
      onData: (stream, session, done) => {
        let raw = '';
        stream.setEncoding('latin1');
        stream.on('data', (chunk: string) => (raw += chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          const to = rcptTo.map(({ address }) => address);
          const user = typeof session.user === 'string' ? session.user : undefined;
          this.mails.push({ from, to, ...parse(raw), secure: session.secure, user });
          done();
        });
      },
    });
    // A client that goes away in the middle is what some specs are about.
    this.#server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink({ closeTimeout: 100, ...options });
    sink.#server.listen(0, '127.0.0.1');
    await once(sink.#server.server, 'listening');
    return sink;
  }

  /** Options of a server that offers STARTTLS with this certificate. */
  static starttls({ certificate, key }: SelfSigned): SMTPServerOptions {
    return { disabledCommands: [], cert: readFileSync(certificate), key: readFileSync(key) };
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

function parse(raw: string): Pick<ReceivedMail, 'head' | 'parts'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const boundary = /boundary="([^"]+)"/.exec(lines.join('\n'))?.[1] ?? '';
  const parts = rest
    .join('\r\n\r\n')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [partHead = '', ...body] = part.trimStart().split('\r\n\r\n');
      const type = /^Content-Type: ([^;\r\n]+)/im.exec(partHead)?.[1] ?? '';
      return [type, decoded(body.join('\r\n\r\n'), /base64/i.test(partHead), /quoted-printable/i.test(partHead))];
    });
  return { head: lines, parts: Object.fromEntries(parts) as Record<string, string> };
}

function decoded(body: string, isBase64: boolean, isQuotedPrintable: boolean): string {
  if (isBase64) return Buffer.from(body, 'base64').toString();
  if (!isQuotedPrintable) return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
