import {
  Backup, BenchmarkResults, BenchmarkStage, Channel, Cluster, ContainerImageStage, Coverage, Database, DeliveryProject, DependabotConfig, Ecosystem, Environment, Expr,
  HelmDeployStage, Metric, MetricGate, MigrationPhase, MigrationStage, Pipeline, RollbackStage, Rollout, RustCiPipeline, SmokeTest, TestServices, Timeout,
} from 'projen-delivery';

const project = new DeliveryProject({ name: 'alys', repository: 'alysnetwork/alys' });
const database = Database.postgres({ database: 'alys_test' });

const ci = new RustCiPipeline(project, 'Ci', {
  rustVersion: '1.95.0', // written to rust-toolchain.toml, read by every job
  branches: ['main', 'develop', 'release/**', 'migration/**'],
  integrationTests: { targets: ['integration'], features: ['integration'], database },
  propertyTests: { targets: ['property_tests'] },
  coverage: Coverage.codecov({ project: 80 }), minimumCoverage: 80,
  dependencies: {
    licenses: ['MIT', 'Apache-2.0', 'Unicode-3.0'],
    bannedCrates: [{ id: 'openssl-sys', reason: 'links a system library that cross builds lack; use rustls' }],
  },
});
const speed = new Pipeline(project, 'Speed', { branches: ['main', 'develop'], toolchain: ci.toolchain }); // no image waits for it
new BenchmarkStage(speed, 'Performance', { command: 'cargo bench --locked --bench chain -- --quick', results: BenchmarkResults.criterion() });
DependabotConfig.of(project).addEcosystem(Ecosystem.DOCKER); // base images of the Dockerfile

const delivery = new Pipeline(project, 'Delivery', { branches: ['main', 'develop'], toolchain: ci.toolchain });
const image = new ContainerImageStage(delivery, 'Image', { tested: ci }); // of main and of the tags v*

const phases = ['foundation', 'actor-core', 'sync-improvement', 'lighthouse-migration', 'governance-integration', 'complete'];
new MigrationStage(delivery, 'Migration', {
  phases: phases.map((name) => MigrationPhase.named(name, { validate: `tests/migration/validate_${name}.sh` })),
  features: ['migration-test'], services: TestServices.database(database),
  prepare: 'cargo run --locked --example before_phase', // a chain in the phase before
  backup: Backup.postgres(), validateRollback: 'tests/migration/validate_rollback.sh',
});

const health = MetricGate.prometheus({
  server: Expr.variable('PROMETHEUS_URL'), bearerToken: Expr.secret('PROMETHEUS_TOKEN'), // both of the environment
  settle: Timeout.minutes(5), // as long as the windows of the metrics: before, they tell of the version before
  require: [
    Metric.ratio('alys_migration_errors_total', 'alys_migration_total').below(0.01).orNoTraffic(), // mostly nothing migrates
    Metric.rate('alys_migration_rollbacks_total').equalTo(0), // the counter itself never forgets an old one
  ],
});
const deploy = new HelmDeployStage(delivery, 'Deploy', {
  image, chart: 'helm/alys', values: ['helm/values-{environment}.yaml'], namespace: 'alys',
  // The role is held for longer than the job may take, so that the way back is never locked.
  cluster: Cluster.eks({ name: 'alys-{environment}', region: 'us-east-1', role: Expr.variable('AWS_ROLE_ARN'), session: Timeout.minutes(120) }),
  environments: [
    Environment.named('testnet', { url: 'https://testnet.alys.network', rollout: Rollout.rolling() }), // a single node
    Environment.named('staging', { url: 'https://staging.alys.network' }).after('testnet'),
    Environment.named('canary', { url: 'https://canary.alys.network' }).after('staging').approvedBy('alysnetwork/operators'),
    Environment.named('production', { url: 'https://alys.network' }).after('canary').approvedBy('alysnetwork/operators', 'alysnetwork/leads'),
  ],
  rollout: Rollout.steps(10, 50, 100).gatedBy(health),
  featureFlags: 'config/features-{environment}.toml',
  smokeTest: SmokeTest.job(['alys', 'probe', '--url', '$(URL)', '--environment', '$(ENVIRONMENT)']), // Kubernetes fills in both
  notify: [Channel.slack(), Channel.discord()],
});
new RollbackStage(delivery, 'Rollback', { of: deploy, verify: 'tests/verify_deployment.sh' });

project.synth();
