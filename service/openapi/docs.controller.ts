import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../http/answer.service.ts';
import { weakEtag } from '../http/answers/etag.ts';
import { staticFile } from '../http/answers/static-file.ts';
import { ProblemError } from '../http/problems/problem.ts';
import { ApiHeaders, PAGE_HEADERS } from '../http/security-headers.ts';
import { BASE_PATH, EPOCH } from '../common/tokens.ts';
import { toYaml } from '../http/representations/yaml.ts';
import { describedIn } from './described.ts';
import { FILES, PAGE_DIRECTORY, SWAGGER_UI_DIRECTORY } from './docs.files.ts';
import { OpenApiDocument } from './openapi-document.ts';

const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400';

/** Without inline scripts or styles, so that the content security policy can stay strict. */
function pageOf(basePath: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kiosque API</title>
<link rel="stylesheet" href="${basePath}/docs/swagger-ui.css">
<link rel="stylesheet" href="${basePath}/docs/docs.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${basePath}/docs/swagger-ui-bundle.js"></script>
<script src="${basePath}/docs/init.js"></script>
</body>
</html>
`;
}

const Described = describedIn(() => import('./docs.openapi.ts'));

/** The API description, as data and as a page. */
@ApiTags('Description')
@Controller()
export class DocsController {
  constructor(
    private readonly description: OpenApiDocument,
    private readonly answers: AnswerService,
    private readonly apiHeaders: ApiHeaders,
    @Inject(SWAGGER_UI_DIRECTORY) private readonly swaggerUi: URL,
    @Inject(PAGE_DIRECTORY) private readonly pageFiles: URL,
    @Inject(EPOCH) private readonly epoch: string,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  @Get('docs')
  @Described('getDocs')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(
      request,
      reply,
      ['docs', 'text/html; charset=utf-8'],
      () => Promise.resolve(pageOf(this.basePath)),
      {
        ...PAGE_HEADERS,
        Vary: 'Accept-Encoding',
      },
    );
  }

  @Get('docs/:file')
  @Described('getDocsFile')
  async file(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const route = `${this.basePath}/docs/:file`;
    const known = FILES.get(file);
    if (known === undefined) throw new ProblemError('not-found', `Unknown file ${JSON.stringify(file)}.`);
    const url = new URL(file, known.own ? this.pageFiles : this.swaggerUi);
    await this.answers.send(request, reply, ['docs', file], () =>
      staticFile(route, url, known.mediaType, PAGE_HEADERS, CACHE_CONTROL),
    );
  }

  @Get('openapi.json')
  @Described('getOpenApiJson')
  async json(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, ['openapi.json', 'application/json'], async () =>
      JSON.stringify(await this.description.get()),
    );
  }

  @Get('openapi.yaml')
  @Described('getOpenApiYaml')
  async yaml(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#send(request, reply, ['openapi.yaml', 'application/yaml'], async () =>
      toYaml(await this.description.get()),
    );
  }

  /** Sends a text that is made once. */
  async #send(
    request: FastifyRequest,
    reply: FastifyReply,
    [path, mediaType]: readonly [string, string],
    make: () => Promise<string>,
    headers = this.apiHeaders.with('Accept-Encoding'),
  ): Promise<void> {
    await this.answers.send(request, reply, ['description', path], async () => {
      const text = await make();
      return {
        route: `${this.basePath}/${path}`,
        mediaType,
        body: Buffer.from(text),
        etag: weakEtag(text, mediaType, this.epoch),
        lastModified: undefined,
        headers: { ...headers, 'Cache-Control': CACHE_CONTROL },
        freshness: undefined,
        validUntil: Infinity,
      };
    });
  }
}
