import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerService } from '../http/answer.service.ts';
import { weakEtag } from '../http/answers/etag.ts';
import type { Representation } from '../http/answers/representation.ts';
import { staticFile } from '../http/answers/static-file.ts';
import { namedSchema } from './api-problems-schemas.ts';
import { ApiConditional, ApiPageProblems, ApiProblems, CACHE_HEADERS, PREPARED_PROBLEMS } from './api-problems.ts';
import { ProblemError } from '../http/problems/problem.ts';
import { ApiHeaders, PAGE_HEADERS } from '../http/security-headers.ts';
import { BASE_PATH, EPOCH } from '../common/tokens.ts';
import { toYaml } from '../http/representations/yaml.ts';
import { PAGE_DIRECTORY, SWAGGER_UI_DIRECTORY } from './docs.tokens.ts';
import { OpenApiDocument } from './openapi-document.ts';

const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400';

const [CSS, JS] = ['text/css; charset=utf-8', 'text/javascript; charset=utf-8'];

/** By name; a Map, because names come from requests and objects have properties of their own. */
const FILES = new Map([
  ['swagger-ui.css', { mediaType: CSS, own: false }],
  ['swagger-ui-bundle.js', { mediaType: JS, own: false }],
  ['docs.css', { mediaType: CSS, own: true }],
  ['init.js', { mediaType: JS, own: true }],
]);

/** No inline script or style, so that the page's policy can stay strict. */
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

const { ETag, 'Last-Modified': lastModified, 'Cache-Control': cacheControl, Vary } = CACHE_HEADERS;
const headers = { ETag, 'Cache-Control': cacheControl, Vary };

const DESCRIPTION = namedSchema('OpenApiDescription', {
  type: 'object',
  description: 'See https://spec.openapis.org/oas/v3.0.3.',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', example: '3.0.0' },
    info: { type: 'object', additionalProperties: true },
    paths: { type: 'object', additionalProperties: true },
  },
  additionalProperties: true,
});

/** The description of the API, for programs and for people. */
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
  @ApiOperation({
    operationId: 'getDocs',
    summary: 'This description as a page',
    description: 'Its requests can be tried there.',
  })
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
  @ApiOperation({
    operationId: 'getDocsFile',
    summary: 'Style and script of the page',
    description: 'Loaded by /docs.',
  })
  @ApiParam({
    name: 'file',
    description: 'Name of the file.',
    schema: { type: 'string', enum: [...FILES.keys()] },
  })
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
    const known = FILES.get(file);
    if (known === undefined) throw new ProblemError('not-found', `The page has no file ${JSON.stringify(file)}.`);
    const url = new URL(file, known.own ? this.pageFiles : this.swaggerUi);
    await this.answers.send(request, reply, ['docs', file], () =>
      staticFile(route, url, known.mediaType, PAGE_HEADERS, CACHE_CONTROL),
    );
  }

  @Get('openapi.json')
  @ApiOperation({
    operationId: 'getOpenApiJson',
    summary: 'This description as JSON',
    description: 'For programs and code generators.',
  })
  @ApiResponse({
    status: 200,
    description: 'OpenAPI 3.0.',
    headers,
    content: { 'application/json': { schema: DESCRIPTION } },
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
  @ApiOperation({
    operationId: 'getOpenApiYaml',
    summary: 'This description as YAML',
    description: 'For programs and code generators.',
  })
  @ApiResponse({
    status: 200,
    description: 'OpenAPI 3.0.',
    headers,
    content: { 'application/yaml': { schema: DESCRIPTION } },
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
