import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../common/answer.service.ts';
import { weakEtag } from '../common/answers/etag.ts';
import type { Representation } from '../common/answers/representation.ts';
import { staticFile } from '../common/answers/static-file.ts';
import { ApiConditional, ApiPageProblems, ApiProblems, CACHE_HEADERS, PREPARED_PROBLEMS } from '../common/openapi.ts';
import { ProblemError } from '../common/problems/problem.ts';
import { ApiHeaders, PAGE_HEADERS } from '../common/security-headers.ts';
import { BASE_PATH, EPOCH } from '../common/tokens.ts';
import { toYaml } from '../common/representations/yaml.ts';
import { SWAGGER_UI_DIRECTORY } from './docs.tokens.ts';
import { OpenApiDocument } from './openapi-document.ts';

const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400';

/** By name; a Map, because names come from requests and objects have properties of their own. */
const FILES = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** Swagger UI sets up without any inline script, so that the page's policy can stay strict. */
function init(basePath: string): string {
  return `SwaggerUIBundle({ url: '${basePath}/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });`;
}

function pageOf(basePath: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kiosque API</title>
<link rel="stylesheet" href="${basePath}/docs/swagger-ui.css">
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

const { ETag, 'Last-Modified': lastModified, 'Cache-Control': cacheControl, Vary } = CACHE_HEADERS;
const headers = { ETag, 'Cache-Control': cacheControl, Vary };

/** The description of the API, for programs and for people. */
@ApiTags('Description')
@Controller()
export class DocsController {
  constructor(
    private readonly description: OpenApiDocument,
    private readonly answers: AnswerService,
    private readonly apiHeaders: ApiHeaders,
    @Inject(SWAGGER_UI_DIRECTORY) private readonly swaggerUi: URL,
    @Inject(EPOCH) private readonly epoch: string,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  @Get('docs')
  @ApiOperation({ operationId: 'getDocs', summary: 'This description as a page' })
  @ApiResponse({
    status: 200,
    description: 'The page.',
    headers,
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  @ApiConditional()
  @ApiPageProblems(...PREPARED_PROBLEMS)
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.send(request, reply, ['docs'], () =>
      Promise.resolve(this.made('/docs', 'text/html; charset=utf-8', pageOf(this.basePath), this.pageHeaders())),
    );
  }

  @Get('docs/:file')
  @ApiOperation({ operationId: 'getDocsFile', summary: 'Style and script of the page' })
  @ApiParam({ name: 'file', schema: { type: 'string', enum: [...FILES.keys(), 'init.js'] } })
  @ApiResponse({
    status: 200,
    description: 'The file.',
    headers: { ...headers, 'Last-Modified': lastModified },
    content: { 'text/css': { schema: { type: 'string' } }, 'text/javascript': { schema: { type: 'string' } } },
  })
  @ApiConditional()
  @ApiPageProblems('not-found', ...PREPARED_PROBLEMS)
  async file(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const route = `${this.basePath}/docs/:file`;
    const mediaType = FILES.get(file);
    if (mediaType === undefined && file !== 'init.js')
      throw new ProblemError('not-found', `The page has no file ${JSON.stringify(file)}.`);
    await this.answers.send(request, reply, ['docs', file], async () =>
      mediaType === undefined
        ? this.made('/docs/:file', 'text/javascript; charset=utf-8', init(this.basePath), this.pageHeaders())
        : await staticFile(route, new URL(file, this.swaggerUi), mediaType, PAGE_HEADERS, CACHE_CONTROL),
    );
  }

  @Get('openapi.json')
  @ApiOperation({ operationId: 'getOpenApiJson', summary: 'This description as JSON' })
  @ApiResponse({
    status: 200,
    description: 'OpenAPI 3.0.',
    headers,
    content: { 'application/json': { schema: { type: 'object' } } },
  })
  @ApiConditional()
  @ApiProblems(...PREPARED_PROBLEMS)
  async json(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.send(request, reply, ['openapi', 'json'], () =>
      Promise.resolve(
        this.made('/openapi.json', 'application/json', JSON.stringify(this.description.get()), this.dataHeaders()),
      ),
    );
  }

  @Get('openapi.yaml')
  @ApiOperation({ operationId: 'getOpenApiYaml', summary: 'This description as YAML' })
  @ApiResponse({
    status: 200,
    description: 'OpenAPI 3.0.',
    headers,
    content: { 'application/yaml': { schema: { type: 'object' } } },
  })
  @ApiConditional()
  @ApiProblems(...PREPARED_PROBLEMS)
  async yaml(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.send(request, reply, ['openapi', 'yaml'], () =>
      Promise.resolve(
        this.made('/openapi.yaml', 'application/yaml', toYaml(this.description.get()), this.dataHeaders()),
      ),
    );
  }

  private made(
    route: string,
    mediaType: string,
    text: string,
    fixed: Readonly<Record<string, string>>,
  ): Representation {
    return {
      route: `${this.basePath}${route}`,
      mediaType,
      body: Buffer.from(text),
      etag: weakEtag(text, mediaType, this.epoch),
      lastModified: undefined,
      headers: { ...fixed, 'Cache-Control': CACHE_CONTROL },
      freshness: undefined,
      validUntil: Infinity,
    };
  }

  private pageHeaders(): Readonly<Record<string, string>> {
    return { ...PAGE_HEADERS, Vary: 'Accept-Encoding' };
  }

  private dataHeaders(): Readonly<Record<string, string>> {
    return this.apiHeaders.with('Accept-Encoding');
  }
}
