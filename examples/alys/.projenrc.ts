import { Coverage, Database, DeliveryProject, RustCiPipeline } from 'projen-delivery';

const project = new DeliveryProject({ name: 'alys', repository: 'alysnetwork/alys' });

new RustCiPipeline(project, 'Ci', {
  rustVersion: '1.95.0', // written to rust-toolchain.toml, read by every job
  branches: ['main', 'develop', 'release/**', 'migration/**'],
  integrationTests: {
    targets: ['integration'],
    features: ['integration'],
    database: Database.postgres({ database: 'alys_test' }),
  },
  propertyTests: { targets: ['property_tests'] },
  coverage: Coverage.codecov({ project: 80 }),
  minimumCoverage: 80,
  dependencies: {
    licenses: ['MIT', 'Apache-2.0', 'Unicode-3.0'],
    bannedCrates: [{ id: 'openssl-sys', reason: 'links a system library that cross builds lack; use rustls' }],
  },
});

project.synth();
