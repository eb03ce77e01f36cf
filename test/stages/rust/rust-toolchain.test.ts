import { tmpdir } from 'node:os';
import { RustLintStage, RustTestStage, RustToolchain, RustToolchainOptions, RustToolchainRequest, DeliveryProject } from '../../../src';
import { jobIn } from '../in-pipeline';

const lint = (rust: RustToolchainOptions) => jobIn('lint', (pipeline) => new RustLintStage(pipeline, 'Lint'), { rust });
const steps = (request: RustToolchainRequest) => new RustToolchain(new DeliveryProject({ name: 'tool', outdir: tmpdir() }), {}).rustSteps(request);

test('toolchain is named where the repository\'s file does not', () => {
  expect(lint({}).step('Set up Rust').env!.TOOLCHAIN).toBeUndefined();
  expect(lint({ toolchain: '1.95.0' }).step('Set up Rust').env!.TOOLCHAIN).toBe('1.95.0');
});

test('directory is where commands run and what is cached', () => {
  expect(lint({ directory: 'server' }).step('Run Clippy')['working-directory']).toBe('server');
  expect(lint({ directory: 'server' }).step('Cache dependencies').with!.workspaces).toBe('server');
});

test('tools are installed as checked binaries, all at once', () => {
  const job = jobIn('unit-tests', (pipeline) => new RustTestStage(pipeline, 'Tests'));
  expect(job.step('Install Cargo tools').with).toMatchObject({ tool: expect.stringMatching(/^cargo-nextest@\d+\.\d+\.\d+$/), fallback: 'none' });
});

test('a request names components, targets, tools, a version and whether to cache', () => {
  expect(steps({}).map((step) => step.id)).toEqual(['rust-toolchain', 'rust-cache']);
  expect(steps({ cache: false, tools: ['cargo-deny@0.20.2'] }).map((step) => step.id)).toEqual(['rust-toolchain', 'cargo-tools']);
  expect(steps({ components: ['clippy'], targets: ['wasm32-unknown-unknown'], version: '1.96.0' })[0].options.env)
    .toEqual({ TOOLCHAIN: '1.96.0', COMPONENTS: 'clippy', TARGETS: 'wasm32-unknown-unknown' });
});
