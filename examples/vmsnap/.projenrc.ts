import {
  BenchmarkResults,
  BenchmarkStage,
  CompatibilityStage,
  Coverage,
  DeliveryProject,
  Environment,
  KvmIntegrationStage,
  NodeCiPipeline,
  NpmReleasePipeline,
  Pipeline,
  PublishTarget,
  Runner,
  Timeout,
} from 'projen-delivery';

const project = new DeliveryProject({ name: 'vmsnap', repository: 'slackdaystudio/vmsnap' });

const ci = new NodeCiPipeline(project, 'Ci', {
  nodeVersion: '24', // written to .nvmrc, read by every job
  testVersions: ['18', '20', '22', '24'],
  branches: ['main', 'dev'],
  coverage: Coverage.codecov({ project: 85, patch: 90, allowedDrop: 2 }),
});

new KvmIntegrationStage(ci, 'Integration', {
  command: 'npm run test:integration',
  packages: ['virtinst', 'virtnbdbackup'],
  commands: ['virt-install', 'virtnbdbackup', 'virtnbdrestore'],
  paths: ['src/**', 'test/**', 'tools/**', 'package.json', 'package-lock.json', '.github/**'],
  timeout: Timeout.minutes(30),
});

new CompatibilityStage(ci, 'Compatibility', {
  runners: [Runner.UBUNTU_22_04, Runner.UBUNTU_24_04, Runner.UBUNTU_26_04],
  command: 'vmsnap --help',
});

const speed = new Pipeline(project, 'Speed', {
  branches: ['main', 'dev'],
  toolchain: ci.toolchain, // a pipeline of its own: no release waits for it
});
new BenchmarkStage(speed, 'Performance', {
  command: 'npm run test:performance',
  results: BenchmarkResults.customSmallerIsBetter('benchmark-results.json'),
});

new NpmReleasePipeline(project, 'Release', {
  tested: ci, // what must be green before a version is tagged
  development: PublishTarget.githubPackages({ environment: Environment.named('development') }), // each push to `dev`
  canary: PublishTarget.githubPackages({ environment: Environment.named('staging') }),
  production: PublishTarget.npm({
    environment: Environment.named('production')
      .approvedBy('slackdaystudio/maintainers')
      .onlyFrom({ branches: ['main'], tags: ['v*'] }),
  }),
  documentationCommand: 'npm run generate-docs', // published to GitHub Pages with each version that becomes `latest`
});

project.synth();
