/** The import rules of the house (docs/architecture.md), as code. */
const features = '^service/(content|ticket-queue|web|health|commands)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.spec\\.ts$',
          '\\.e2e-spec\\.ts$',
          '\\.collection\\.ts$',
          '^bench/peers/',
          '^tools/e2e/load\\.ts$',
          '^service/(web/frame/assets|openapi/page)/',
          '^service/main\\.ts$',
          '^service/check-node\\.js$',
          '^service/test/',
          '^charts/(main|schemas/update)\\.ts$',
          '\\.worker\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'contract-imports-nothing',
      severity: 'error',
      from: { path: '^service/contract\\.ts$' },
      to: { path: '.' },
    },
    {
      name: 'foundations-know-no-feature',
      severity: 'error',
      from: { path: '^service/(config|common)/', pathNot: 'spec\\.ts$' },
      to: {
        path: [features, '^service/(http|access|metrics|openapi)/', '^service/[^/]+\\.ts$'],
        pathNot: '^service/contract\\.ts$',
      },
    },
    {
      name: 'metrics-know-no-feature',
      severity: 'error',
      from: { path: '^service/metrics/', pathNot: '\\.spec\\.ts$' },
      to: { path: features },
    },
    {
      name: 'content-knows-no-other-feature',
      severity: 'error',
      from: { path: '^service/content/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/(ticket-queue|web|health|commands)/' },
    },
    {
      name: 'ticket-queue-knows-no-other-feature',
      severity: 'error',
      from: { path: '^service/ticket-queue/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/(content|web|health|commands)/' },
    },
    {
      name: 'ticket-stores-know-no-http',
      severity: 'error',
      from: { path: '^service/ticket-queue/stores/' },
      to: { path: ['^node:http', 'fastify', '@nestjs'] },
    },
    {
      name: 'nobody-imports-health',
      severity: 'error',
      from: { path: '^service/', pathNot: ['^service/health/', '^service/app\\.module\\.ts$'] },
      to: { path: '^service/health/' },
    },
    {
      name: 'web-uses-public-services',
      severity: 'error',
      from: { path: '^service/web/' },
      to: {
        path: '^service/(content/(sources|worker|documents)|ticket-queue/stores)/|\\.(store|mirror)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sources-know-no-http',
      severity: 'error',
      from: { path: '^service/content/sources/' },
      to: { path: ['^node:http', 'fastify', '@nestjs'] },
    },
    {
      name: 'sources-know-no-collections',
      severity: 'error',
      from: { path: '^service/content/sources/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/content/(collections|representations)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'representations-are-pure',
      severity: 'error',
      from: { path: '/representations/' },
      to: { path: ['^node:', '@nestjs', 'fastify'] },
    },
    {
      name: 'documents-stand-alone',
      severity: 'error',
      from: { path: '^service/content/documents/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/', pathNot: '^service/content/documents/' },
    },
    {
      name: 'few-azure-files',
      severity: 'error',
      from: {
        path: '^service/',
        pathNot: ['^service/common/azure/', '^service/content/sources/azure', '^service/test/', 'spec\\.ts$'],
      },
      to: { path: 'node_modules/@azure/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^service/', pathNot: ['spec\\.ts$', '^service/test/'] },
      to: { path: ['spec\\.ts$', '^service/test/'] },
    },
    { name: 'service-knows-no-charts', severity: 'error', from: { path: '^service/' }, to: { path: '^charts/' } },
    {
      name: 'environments-are-plain-data',
      severity: 'error',
      from: { path: '^charts/environments/', pathNot: '^charts/environments/sections/' },
      to: { path: '.', pathNot: '^charts/environments/' },
    },
    {
      name: 'sections-check-props-only',
      severity: 'error',
      from: { path: '^charts/environments/sections/' },
      to: {
        path: '.',
        pathNot: [
          '^charts/environments/sections/',
          '^charts/constructs/(prop-checks|network-policy/network-peer|workload/resources)\\.ts$',
          '^service/contract\\.ts$',
        ],
      },
    },
    {
      name: 'constructs-know-no-environment',
      severity: 'error',
      from: { path: '^charts/(constructs|imports)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(charts|service)/',
        pathNot: ['^charts/(constructs|imports)/', '^service/contract\\.ts$'],
      },
    },
    {
      name: 'charts-know-only-the-contract',
      severity: 'error',
      from: { path: '^charts/', pathNot: ['\\.spec\\.ts$', '^charts/test/'] },
      to: { path: '^service/', pathNot: '^service/contract\\.ts$' },
    },
    {
      name: 'policy-knows-no-chart',
      severity: 'error',
      from: { path: '^charts/(policy|schemas)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^charts/', pathNot: '^charts/(policy|schemas)/' },
    },
    {
      name: 'no-tests-in-charts',
      severity: 'error',
      from: { path: '^charts/', pathNot: ['\\.spec\\.ts$', '^charts/test/'] },
      to: { path: ['\\.spec\\.ts$', '^charts/test/'] },
    },
    {
      name: 'only-listed-packages',
      severity: 'error',
      from: { path: '^service/', pathNot: ['spec\\.ts$', '^service/test/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
