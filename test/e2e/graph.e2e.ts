/// <reference lib="dom" />
/**
 * Invariants: in a real browser, each event lights up exactly the jobs that the simulator runs; a keyboard alone does
 * everything; nothing is fetched, nothing is run that the page did not bring, whatever workflows and jobs are called;
 * axe finds nothing, wide, narrow, light or dark; pictures and Mermaid's charts are drawn with the names that were written.
 */
import * as fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { show, Shown, startBrowser } from './helpers/browser';
import { withPrograms } from './helpers/debian';
import type { PipelineGraph } from '../../src/graph/graph';
import { mermaid } from '../../src/graph/mermaid';
import { GraphEvent, page as pageOf } from '../../src/graph/page';
import { oneLine } from '../../src/graph/plain-text';
import { graphOfSimulation } from '../../src/graph/simulated-graph';
import { graphOf } from '../../src/graph/static-graph';
import { svg } from '../../src/graph/svg';
import type { RepositorySource } from '../../src/read/repository-source';
import { Event } from '../../src/simulate/event';
import { assumedOutputs } from '../../src/simulate/output-values';
import { simulate } from '../../src/simulate/simulate';
import { usualEvents } from '../../src/simulate/usual-events';
import { example, HOSTILE_NAMES, hostileWorkflow, largeWorkflow, repository } from '../graph/repository';

jest.setTimeout(300_000);

const story = withPrograms({ chromium: 'chromium' });

const VIEWS = [
  ['wide and light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['wide and dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['a phone, light', { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true }],
  ['a phone, dark', { viewport: { width: 360, height: 640 }, colorScheme: 'dark', hasTouch: true, isMobile: true }],
] as const;

const FAILING = repository({
  'ci.yml': `
name: CI
on: push
jobs:
  build: { name: Build, runs-on: x, permissions: { contents: read }, concurrency: builds, steps: [{ name: Compile, run: a }, { name: Tell, if: failure(), run: b }] }
  test: { name: Test, needs: build, strategy: { matrix: { node: [20, 22] } }, runs-on: x, steps: [{ run: a }] }
  deploy: { name: Deploy, needs: test, environment: production, runs-on: x, steps: [{ run: a }] }
  report: { name: Report, needs: deploy, if: failure(), runs-on: x, steps: [{ run: a }] }
`,
  'docs.yml': 'name: Docs\non: { push: { branches: [docs] } }\njobs: { docs: { name: Publish, runs-on: x, steps: [] } }\n',
});

function simulated(source: RepositorySource, event: Event, waiting: readonly string[] = []): GraphEvent {
  const assumed = assumedOutputs(source);
  let simulation = simulate(source, event);
  for (const [job, outputs] of Object.entries(assumed)) simulation = simulation.withOutputs(job, outputs);
  for (const name of waiting) simulation = simulation.withEnvironment(name, { reviewers: ['ops'], approval: 'waiting' });
  return { event: event.toString(), graph: graphOfSimulation(simulation.run(), { assumed }) };
}

const failed: GraphEvent = { event: 'a failing push', graph: graphOfSimulation(simulate(FAILING, Event.push()).withResult('build/Compile', 'failure').run()) };
const waited = simulated(FAILING, Event.push(), ['production']);
const failing = () => pageOf(graphOf(FAILING, { title: 'shop' }), [waited, failed]);

/** State of each job by workflow and key, as the page shows it. */
async function statesOf(page: Page, selector: string): Promise<Record<string, string>> {
  return page.$$eval('.workflow', (workflows, wanted) => Object.fromEntries(workflows.flatMap((workflow) => [...workflow.querySelectorAll(wanted)].map((job) => {
    const { key, state } = (job as HTMLElement).dataset;
    return [`${workflow.querySelector('.path')?.textContent} ${key}`, state ?? ''];
  }))), selector);
}

/** The same as the simulator has it. */
function expectedStates(base: PipelineGraph, { workflows }: PipelineGraph): Record<string, string> {
  return Object.fromEntries(base.workflows.flatMap(({ path, jobs }) => jobs.map(({ key }) => {
    const run = workflows.find((workflow) => workflow.path === path);
    return [`${path} ${key}`, run?.jobs.find((job) => job.key === key)?.result ?? 'none'];
  })));
}

async function expectQuiet({ told, violations }: Shown): Promise<void> {
  expect(told).toEqual([]);
  expect(await violations()).toEqual([]);
}

story('the page of a repository', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => browser.close());

  test.each(['vmsnap', 'alys'])('%s: each event lights up the jobs that the simulator runs', async (name) => {
    const source = example(name);
    const base = graphOf(source, { title: name });
    const events = usualEvents(source).map((event) => simulated(source, event, ['production']));
    const shown = await show(browser, pageOf(base, events));
    const { page } = shown;
    expect(new Set(Object.values(await statesOf(page, '.job[role="button"]')))).toEqual(new Set(['none']));
    for (const [index, { event, graph }] of events.entries()) {
      await page.locator('.choice').nth(index + 1).click();
      const expected = expectedStates(base, graph);
      expect([event, await statesOf(page, '.job[role="button"]')]).toEqual([event, expected]);
      expect([event, await statesOf(page, '.row')]).toEqual([event, expected]);
      expect(await page.locator('#status').textContent()).toContain(`${event}: ${graph.workflows.filter(({ starts }) => starts).length} of `);
      const open = await page.$$eval('.workflow', (workflows) => workflows.map((workflow) => (workflow as HTMLDetailsElement).open));
      expect(open).toEqual(base.workflows.map(({ path }) => graph.workflows.find((workflow) => workflow.path === path)?.starts));
    }
    await page.locator('.choice').first().click();
    expect(new Set(Object.values(await statesOf(page, '.job[role="button"]')))).toEqual(new Set(['none']));
    await expectQuiet(shown);
    await shown.close();
  });

  test('a job tells its result, condition, values, steps, environment, permissions and group', async () => {
    const shown = await show(browser, failing(), { hash: '#event-2' });
    const { page } = shown;
    const details = page.locator('#details');
    const open = async (key: string) => {
      await page.locator(`.job[data-key="${key}"]`).click();
      return details.innerText();
    };
    expect(await open('build')).toMatch(/Build[^]*fails[^]*Concurrency group\s+builds[^]*Its token may\s+read contents[^]*Compile\s*fails[^]*Tell\s*succeeds/);
    expect(await open('test')).toMatch(/Test[^]*is skipped[^]*Condition\s+success\(\)\s+is false[^]*Waits for\s+build[^]*Legs \(2\)/);
    expect(await open('report')).toMatch(/Report[^]*succeeds[^]*failure\(\)\s+is true/);
    await page.locator('.choice').nth(1).click();
    expect(await details.innerText()).toMatch(/Report[^]*pending|Report[^]*Condition/);
    expect(await open('deploy')).toMatch(/Deploy[^]*waits for approval[^]*Environment\s+production[^]*waits for ops/);
    expect(await page.locator('[aria-pressed="true"]').count()).toBe(1);
    expect(await page.locator('.edge.chosen').count()).toBe(2);
    await page.locator('#close').click();
    expect(await details.isVisible()).toBe(false);
    await expectQuiet(shown);
    await shown.close();
  });

  test('a keyboard alone chooses events, walks the graph, opens and closes jobs', async () => {
    const shown = await show(browser, failing());
    const { page } = shown;
    const focused = async () => page.evaluate(() => (document.activeElement as HTMLElement | SVGElement | null)?.dataset.key ?? document.activeElement?.id ?? '');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Tab', 'ArrowRight', 'ArrowRight');
    expect(await page.locator('#status').textContent()).toContain('a failing push');
    expect(new URL(page.url()).hash).toBe('#event-2');
    // The head of the workflow, then its first job, then the next workflow: one stop for each graph.
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    await press('Tab');
    expect(await focused()).toBe('build');
    await press('ArrowRight');
    expect(await focused()).toBe('test');
    await press('End', 'ArrowRight', 'ArrowDown');
    expect(await focused()).toBe('report');
    await press('ArrowLeft', 'Enter');
    expect(await focused()).toBe('details-name');
    expect(await page.locator('#details').innerText()).toContain('Deploy');
    await press('Escape');
    expect(await focused()).toBe('deploy');
    await press('Home', ' ');
    expect(await page.locator('#details-name').innerText()).toBe('Build');
    await press('Tab', 'Enter');
    expect(await focused()).toBe('build');
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Docs');
    const ring = await page.locator('.job[data-key="build"] .box').evaluate((box) => getComputedStyle(box).strokeWidth);
    await page.locator('.job[data-key="build"]').focus();
    expect(await page.locator('.job[data-key="build"] .box').evaluate((box) => getComputedStyle(box).strokeWidth)).not.toBe(ring);
    await expectQuiet(shown);
    await shown.close();
  });

  test('what is chosen is part of the address, and an address that means nothing is no error', async () => {
    for (const [hash, told] of [['#event-1', 'push to main:'], ['#event-99', '2 workflows with 5 jobs.'], ['#<img>', '2 workflows'], ['#event-0', '2 workflows']]) {
      const shown = await show(browser, failing(), { hash });
      expect(await shown.page.locator('#status').textContent()).toContain(told);
      await expectQuiet(shown);
      await shown.close();
    }
  });

  test.each(VIEWS)('%s: axe finds nothing, with and without an event and details', async (_, view) => {
    const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    const source = example('vmsnap');
    const large = pageOf(graphOf(source, { title: 'vmsnap' }), [simulated(source, Event.push()), simulated(source, Event.release())]);
    for (const html of [large, failing()]) {
      const shown = await show(browser, html, { ...view, reducedMotion: 'reduce' });
      const { page } = shown;
      await page.evaluate(axe);
      const look = async () => page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" ")}`))');
      expect(await look()).toEqual([]);
      await page.locator('.choice').nth(1).click();
      await page.locator('.job[role="button"]:visible, .row:visible').first().click();
      expect(await look()).toEqual([]);
      await expectQuiet(shown);
      await shown.close();
    }
  });

  test.each(VIEWS)('%s: nothing stands out of the page, and jobs can be reached', async (_, view) => {
    for (const html of [failing(), pageOf(graphOf(repository({ 'ci.yml': hostileWorkflow() }), { title: HOSTILE_NAMES[21] }), [])]) {
      const shown = await show(browser, html, view);
      const { page } = shown;
      const overflow = async () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await overflow()).toBe(0);
      const isPhone = view.viewport.width < 640;
      expect(await page.locator('.row:visible').count() > 0).toBe(isPhone);
      expect(await page.locator('.job[role="button"]:visible').count() > 0).toBe(!isPhone);
      await page.locator('.job[role="button"]:visible, .row:visible').first().click();
      expect(await page.locator('#details').isVisible()).toBe(true);
      expect(await overflow()).toBe(0);
      const panel = (await page.locator('#details').boundingBox())!;
      expect(panel.x >= 0 && panel.y >= 0 && panel.x + panel.width <= view.viewport.width && panel.y + panel.height <= view.viewport.height).toBe(true);
      await page.locator('#close').click();
      await expectQuiet(shown);
      await shown.close();
    }
  });

  test('hostile names are shown, and do nothing', async () => {
    const source = repository({ 'ci.yml': hostileWorkflow(), 'other.yml': hostileWorkflow('\u202Eevil"><svg onload=alert(1)>') });
    const event = simulated(source, Event.push());
    const shown = await show(browser, pageOf(graphOf(source, { title: HOSTILE_NAMES[3] }), [{ ...event, event: HOSTILE_NAMES[0] }, { ...event, event: HOSTILE_NAMES[7] }]));
    const { page } = shown;
    await page.locator('.choice').nth(1).click();
    for (let index = 0; index < HOSTILE_NAMES.length; index++) {
      await page.locator(`#w1-j${index + 1}`).focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#details-name bdi').textContent()).toBe(HOSTILE_NAMES[index].replace(/[\u0000]/g, '\ufffd').length > 0 ? HOSTILE_NAMES[index] : '');
    }
    expect(await page.evaluate(() => [document.scripts.length, document.images.length, document.querySelectorAll('iframe, object, embed, a, form, [onload], [onerror], [style]').length])).toEqual([2, 0, 0]);
    await expectQuiet(shown);
    await shown.close();
  });

  test('its policy holds: what somebody brought in would not run', async () => {
    const shown = await show(browser, failing());
    const { page } = shown;
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/a.png"><p style="color: red">x</p>');
      void fetch('https://example.com/').catch(() => undefined);
    });
    await page.waitForTimeout(200);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(new Set(await shown.violations())).toEqual(new Set(['script-src-elem', 'img-src', 'style-src-attr', 'connect-src']));
    await shown.close();
  });

  test('150 jobs and 60 legs are drawn and chosen within a second', async () => {
    const legs = JSON.stringify({ name: 'Legs', on: 'push', jobs: { many: { 'strategy': { matrix: { number: Array.from({ length: 60 }, (_, index) => index) } }, 'runs-on': 'x', 'steps': [{ run: 'true' }] } } });
    const source = repository({ 'large.yml': largeWorkflow(150), 'legs.yml': legs });
    const shown = await show(browser, pageOf(graphOf(source), [simulated(source, Event.push())]));
    const { page } = shown;
    const took = await page.evaluate(() => {
      const start = performance.now();
      document.querySelectorAll<HTMLElement>('.choice input')[1].click();
      document.body.getBoundingClientRect();
      return performance.now() - start;
    });
    expect(took).toBeLessThan(1000);
    expect(await page.locator('.job[data-state="success"]').count()).toBe(151);
    await page.locator('.job[data-key="many"]').click();
    expect(await page.locator('#details-body details').count()).toBe(60);
    await expectQuiet(shown);
    await shown.close();
  });

  test('texts stay in their boxes in the fonts of this machine', async () => {
    for (const source of [example('vmsnap'), example('alys'), repository({ 'ci.yml': hostileWorkflow() })]) {
      const shown = await show(browser, pageOf(graphOf(source), []));
      const wide = await shown.page.$$eval('.job[role="button"] text', (texts) => texts.flatMap((each) => {
        const { x, width } = (each as SVGTextElement).getBBox();
        const room = Number((each.parentNode as SVGElement).dataset.width);
        return x < 0 || x + width > room ? [`${each.textContent} ${x} ${width} ${room}`] : [];
      }));
      expect(wide).toEqual([]);
      await shown.close();
    }
  });

  test('it moves only for those who like it, prints without controls, and shows the files without JavaScript', async () => {
    for (const [reducedMotion, moves] of [['reduce', false], ['no-preference', true]] as const) {
      const shown = await show(browser, failing(), { reducedMotion });
      expect(await shown.page.locator('.job .box').first().evaluate((box) => getComputedStyle(box).transitionDuration !== '0s')).toBe(moves);
      await shown.close();
    }
    const shown = await show(browser, failing(), { hash: '#event-1', colorScheme: 'dark', viewport: { width: 1200, height: 800 } });
    await shown.page.emulateMedia({ media: 'print' });
    expect(await shown.page.locator('.choice:visible').count()).toBe(1);
    expect(await shown.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    await shown.close();
    const still = await show(browser, failing(), { javaScriptEnabled: false });
    expect(await still.page.locator('noscript').innerText()).toContain('needs JavaScript');
    expect(await still.page.locator('.job[role="button"]:visible').count()).toBe(5);
    await still.close();
  });
});

story('pictures', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => browser.close());

  test('an SVG is well-formed, and is shown as an image in light and dark', async () => {
    const hostile = repository({ 'ci.yml': hostileWorkflow() });
    for (const graph of [graphOf(example('vmsnap')), simulated(example('alys'), Event.push()).graph, simulated(hostile, Event.push()).graph]) {
      const picture = svg(graph);
      const shown = await show(browser, `<!DOCTYPE html><title>x</title><img alt="" src="data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}">`);
      const { page } = shown;
      expect(await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent, picture)).toBeUndefined();
      const pixel = async () => page.evaluate(async () => {
        const image = document.images[0];
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        return [...context.getImageData(2, 2, 1, 1).data];
      });
      expect(await pixel()).toEqual([255, 255, 255, 255]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.reload();
      expect(await pixel()).toEqual([13, 17, 23, 255]);
      expect(shown.told).toEqual([]);
      await shown.close();
    }
  });

  test('Mermaid draws its charts, with the names that were written', async () => {
    const hostile = repository({ 'ci.yml': hostileWorkflow(), 'large.yml': largeWorkflow(150) });
    const charts: [PipelineGraph, boolean][] = [[graphOf(example('vmsnap')), false], [simulated(example('alys'), Event.push()).graph, false], [graphOf(FAILING), false], [failed.graph, false], [simulated(hostile, Event.push()).graph, true]];
    const shown = await show(browser, '<!DOCTYPE html><title>x</title><div id="chart"></div>');
    const { page } = shown;
    await page.addScriptTag({ path: require.resolve('@mermaid-js/tiny') });
    for (const [graph, isHostile] of charts) {
      const chart = mermaid(graph);
      const labels = await page.evaluate(async ([text]) => {
        const { mermaid: library } = window as any;
        library.initialize({ startOnLoad: false, securityLevel: 'strict', maxEdges: 1000, maxTextSize: 200000 });
        await library.parse(text);
        const { svg: made } = await library.render('drawn', text);
        const into = document.getElementById('chart')!;
        into.innerHTML = made;
        return [...into.querySelectorAll('.node .label')].map((each) => (each as HTMLElement).innerText ?? each.textContent ?? '');
      }, [chart]);
      const jobs = graph.workflows.flatMap((workflow) => workflow.jobs);
      expect(labels).toHaveLength(jobs.length);
      const squeezed = (text: string) => text.replace(/[\s\u200b]+/g, '');
      const drawn = new Set(labels.map((each) => squeezed(each)));
      if (!isHostile) for (const { name } of jobs) expect([...drawn].some((each) => each.startsWith(squeezed(name)))).toBe(true);
      for (const each of drawn) expect(each).not.toContain('Unsupportedmarkdown');
      if (isHostile) expect(HOSTILE_NAMES.map((name) => squeezed(oneLine(name)).slice(0, 90)).filter((name) => ![...drawn].some((each) => each.startsWith(name)))).toEqual([]);
    }
    expect(shown.told.filter((each) => each.startsWith('dialog') || each.startsWith('request'))).toEqual([]);
    await shown.close();
  });
});
