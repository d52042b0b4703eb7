/** The import rules of docs/architecture.md. */
const infrastructure = 'access|common|config|http|metrics|notifications|openapi|operations|telemetry';
const outside = 'commands|health|test|web';
/** Every other folder of the service is a feature. */
const feature = `^service/(?!(?:${infrastructure}|${outside})/)([^/]+)/`;
const specs = ['spec\\.ts$', '^service/test/'];

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
      name: 'config-and-common-import-only-the-contract',
      severity: 'error',
      from: { path: '^service/(config|common)/', pathNot: specs },
      to: { path: '^service/', pathNot: ['^service/(config|common)/', '^service/contract\\.ts$'] },
    },
    {
      name: 'infrastructure-imports-no-feature',
      severity: 'error',
      from: { path: `^service/(${infrastructure})/`, pathNot: specs },
      to: { path: '^service/', pathNot: [`^service/(${infrastructure})/`, '^service/contract\\.ts$'] },
    },
    {
      name: 'notifications-are-independent',
      severity: 'error',
      from: { path: '^service/notifications/', pathNot: specs },
      to: {
        path: '^service/',
        pathNot: ['^service/(notifications|config|common|metrics)/', '^service/contract\\.ts$'],
      },
    },
    {
      name: 'telemetry-is-independent',
      severity: 'error',
      from: { path: '^service/telemetry/', pathNot: specs },
      to: { path: '^service/', pathNot: ['^service/(telemetry|config|common)/', '^service/contract\\.ts$'] },
    },
    {
      name: 'features-import-no-other-feature',
      severity: 'error',
      from: { path: feature, pathNot: specs },
      to: {
        path: '^service/',
        pathNot: ['^service/$1/', `^service/(${infrastructure})/`, '^service/(contract|feature)\\.ts$'],
      },
    },
    {
      name: 'features-are-listed-once',
      severity: 'error',
      from: { path: '^service/', pathNot: [...specs, '^service/features\\.ts$'] },
      to: { path: '\\.feature\\.ts$' },
    },
    {
      name: 'only-modules-import-controllers',
      severity: 'error',
      from: { path: '^service/', pathNot: [...specs, '\\.module\\.ts$'] },
      to: { path: '\\.controller\\.ts$' },
    },
    {
      name: 'stores-and-sources-import-no-http',
      severity: 'error',
      from: {
        path: [`${feature}(stores|sources)/`, '^service/common/'],
        pathNot: [...specs, '^service/common/drain\\.ts$', '^service/common/logging/'],
      },
      to: { path: ['^(node:)?http', 'fastify', '@nestjs', '^service/http/'] },
    },
    {
      name: 'only-the-app-module-imports-health',
      severity: 'error',
      from: { path: '^service/', pathNot: ['^service/health/', '^service/app\\.module\\.ts$'] },
      to: { path: '^service/health/' },
    },
    {
      name: 'no-other-folder-imports-commands',
      severity: 'error',
      from: { path: '^(service|charts|bench)/', pathNot: ['^service/commands/', ...specs] },
      to: { path: '^service/commands/' },
    },
    {
      name: 'web-uses-public-services',
      severity: 'error',
      from: { path: '^service/web/', pathNot: specs },
      to: {
        path: `${feature}(sources|stores|worker|documents)/|\\.(store|mirror)\\.ts$`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'descriptions-are-imported-lazily',
      severity: 'error',
      from: {
        path: '^service/',
        pathNot: ['spec\\.ts$', '\\.(openapi|parameters|schemas?)\\.ts$', '/schemas\\.ts$', '^service/openapi/api-'],
      },
      to: {
        path: [
          '\\.(openapi|schemas?)\\.ts$',
          '/representations/schemas\\.ts$',
          '^service/openapi/(api-|openapi-schemas)',
        ],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pages-import-no-other-pages',
      severity: 'error',
      from: { path: '^service/web/([^/]+)/', pathNot: [...specs, '^service/web/frame/'] },
      to: { path: '^service/web/', pathNot: ['^service/web/$1/', '^service/web/frame/'] },
    },
    {
      name: 'sources-import-no-collections',
      severity: 'error',
      from: { path: '^service/content/sources/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/content/(collections|representations)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'representations-are-pure',
      severity: 'error',
      from: { path: '/representations/' },
      to: { path: ['@nestjs', 'fastify'] },
    },
    {
      name: 'representations-import-no-node-modules',
      severity: 'error',
      from: { path: '/representations/', pathNot: specs },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'documents-are-independent',
      severity: 'error',
      from: { path: '^service/content/documents/', pathNot: 'spec\\.ts$' },
      to: { path: '^service/', pathNot: '^service/content/documents/' },
    },
    {
      name: 'only-azure-files-import-the-azure-sdk',
      severity: 'error',
      from: {
        path: '^service/',
        pathNot: [
          '^service/common/azure/',
          '^service/content/sources/azure',
          '^service/telemetry/azure',
          '^service/test/',
          'spec\\.ts$',
        ],
      },
      to: { path: 'node_modules/@azure/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-telemetry-imports-opentelemetry',
      severity: 'error',
      from: { path: '^service/', pathNot: ['^service/telemetry/', '^service/test/', 'spec\\.ts$'] },
      to: { path: 'node_modules/@opentelemetry/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^service/', pathNot: ['spec\\.ts$', '^service/test/'] },
      to: { path: ['spec\\.ts$', '^service/test/'] },
    },
    { name: 'service-imports-no-charts', severity: 'error', from: { path: '^service/' }, to: { path: '^charts/' } },
    {
      name: 'environments-are-plain-data',
      severity: 'error',
      from: { path: '^charts/environments/', pathNot: '^charts/environments/sections/' },
      to: { path: '.', pathNot: '^charts/environments/' },
    },
    {
      name: 'sections-import-only-prop-checks',
      severity: 'error',
      from: { path: '^charts/environments/sections/' },
      to: {
        path: '.',
        pathNot: [
          '^charts/environments/sections/',
          '^charts/constructs/(prop-checks|alertmanager/(alertmanager\\.props|check-alertmanager)|exposure/exposure\\.props|git-ops/sync-window|network-policy/network-peer)\\.ts$',
          '^service/contract\\.ts$',
        ],
      },
    },
    {
      name: 'constructs-import-no-environment',
      severity: 'error',
      from: { path: '^charts/(constructs|imports)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(charts|service)/',
        pathNot: ['^charts/(constructs|imports)/', '^service/contract\\.ts$'],
      },
    },
    {
      name: 'charts-import-only-the-contract',
      severity: 'error',
      from: { path: '^charts/', pathNot: ['\\.spec\\.ts$', '^charts/test/'] },
      to: { path: '^service/', pathNot: '^service/contract\\.ts$' },
    },
    {
      name: 'policy-imports-no-chart',
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
