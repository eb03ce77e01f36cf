/**
 * Invariants: a picture shows what is there and nothing that a name smuggles in. Boxes do not overlap, texts stay in them,
 * lines end at boxes, the same files give the same bytes, and nothing is fetched or run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, HOSTILE_NAMES, hostileWorkflow, largeWorkflow, repository } from './repository';
import type { PipelineGraph } from '../../src/graph/graph';
import { layoutOf, NAME_SIZE, PADDING, TEXT_LEFT } from '../../src/graph/layout';
import { mermaid } from '../../src/graph/mermaid';
import { page } from '../../src/graph/page';
import { columnsOf, cut, oneLine, widthOf, wrapped } from '../../src/graph/plain-text';
import { graphOf } from '../../src/graph/static-graph';
import { svg } from '../../src/graph/svg';
import { text } from '../../src/graph/text';
import type { Standing } from '../../src/simulate/result';

const SMALL = repository({
  'ci.yml': `
name: CI
on: push
jobs:
  lint: { name: Lint, runs-on: x, steps: [{ run: a }] }
  test: { name: Test, strategy: { matrix: { node: [20, 22] } }, runs-on: x, steps: [{ run: a }] }
  deploy: { name: Deploy, needs: [lint, test], environment: production, runs-on: x, steps: [{ run: a }] }
`,
});

/** The graph with these results, as a simulation would give them. */
function lit(graph: PipelineGraph, results: Readonly<Record<string, Standing>>): PipelineGraph {
  return {
    ...graph,
    event: 'push to main',
    workflows: graph.workflows.map((workflow) => ({
      ...workflow,
      starts: true,
      because: 'It matches.',
      result: 'success',
      jobs: workflow.jobs.map((job) => ({ ...job, result: results[job.key] ?? 'success', because: { words: `${job.key} has its reason.`, read: [] } })),
    })),
  };
}

const HOSTILE = graphOf(repository({ 'ci.yml': hostileWorkflow(), 'other.yml': hostileWorkflow('"] --> \u202E') }), { title: HOSTILE_NAMES[0] });

describe('text', () => {
  test('the stages stand beside each other, with the reasons below', () => {
    expect(text(lit(graphOf(SMALL, { title: 'shop' }), { test: 'failure', deploy: 'skipped' }), { width: 60 })).toMatchInlineSnapshot(`
"shop: push to main

CI .github/workflows/ci.yml succeeds
  It matches.

  1                             2
  ✓ Lint                        – Deploy
    1 step                        is skipped · environment
  ✗ Test                          production
    fails · 2 legs                ← lint, test

  ✗ Test fails: test has its reason.
  – Deploy is skipped: deploy has its reason.
"
`);
  });

  test('no line is wider than the terminal, whatever it is called', () => {
    for (const graph of [HOSTILE, lit(HOSTILE, { j1: 'failure' }), graphOf(example('vmsnap')), graphOf(example('alys'))]) {
      for (const width of [20, 40, 80, 132, 200]) {
        for (const line of text(graph, { width }).split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test('colours only where they are asked for, and no control character of a name', () => {
    expect(text(lit(HOSTILE, {}), { width: 100 })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    expect(text(lit(graphOf(SMALL), {}), { colour: true })).toContain('\u001b[32m✓ Lint\u001b[0m');
  });
});

describe('mermaid', () => {
  test('a small graph', () => {
    expect(mermaid(lit(graphOf(SMALL, { title: 'shop' }), { deploy: 'waiting' }))).toMatchInlineSnapshot(`
"flowchart LR
accTitle: shop: push to main
accDescr: CI: Lint succeeds, Test succeeds, Deploy waits for approval.
subgraph w1["CI (succeeds)"]
  direction LR
  w1j1["Lint<br/>succeeds"]:::success
  w1j2["Test<br/>succeeds · 2 legs"]:::success
  w1j3["Deploy<br/>waits for approval · environment production"]:::waiting
  w1j1 --> w1j3
  w1j2 --> w1j3
end
classDef success fill:#dafbe1,stroke:#1a7f37,color:#0b3d1b
classDef waiting fill:#fff8c5,stroke:#9a6700,color:#3b2300,stroke-width:2px
"
`);
  });

  test('no name ends its label, and none is a line of its own', () => {
    const lines = mermaid(HOSTILE).split('\n');
    for (const line of lines) expect(line).toMatch(/^(flowchart LR|acc(Title|Descr): [^;#{}"<>]*|subgraph w\d+\["[^"<>`&]*"\]|end|classDef \w+ [\w#:,; -]+| {2}direction LR| {2}w\d+j\d+\["[^"<>`&]*<br\/>[^"<>`&]*"\](:::\w+)?| {2}w\d+j\d+ --> w\d+j\d+|)$/u);
    expect(lines.filter((line) => line.includes('["')).length).toBe(2 * HOSTILE_NAMES.length + 2);
  });
});

describe('layout', () => {
  const graphs: [string, PipelineGraph][] = [['vmsnap', graphOf(example('vmsnap'))], ['alys', graphOf(example('alys'))], ['hostile names', HOSTILE], ['150 jobs', graphOf(repository({ 'large.yml': largeWorkflow(150) }))]];

  test.each(graphs)('%s: boxes do not overlap, texts stay in them, lines go from side to side', (_, graph) => {
    for (const workflow of graph.workflows) {
      const { boxes, lines, width, height } = layoutOf(workflow);
      expect(boxes).toHaveLength(workflow.jobs.length);
      boxes.forEach((box, index) => {
        expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
        for (const line of box.lines) expect(widthOf(line, NAME_SIZE, true)).toBeLessThanOrEqual(box.width - TEXT_LEFT - PADDING);
        for (const other of boxes.slice(index + 1)) {
          const isBeside = box.x + box.width <= other.x || other.x + other.width <= box.x;
          expect(isBeside || box.y + box.height <= other.y || other.y + other.height <= box.y).toBe(true);
        }
      });
      const byKey = new Map(boxes.map((box) => [box.job.key, box]));
      for (const { edge, points } of lines) {
        const [from, to] = [byKey.get(edge.from)!, byKey.get(edge.to)!];
        expect(points[0]).toEqual({ x: from.x + from.width, y: from.y + from.height / 2 });
        expect(points[points.length - 1]).toEqual({ x: to.x, y: to.y + to.height / 2 });
        for (let index = 1; index < points.length; index++) expect(points[index].x).toBeGreaterThanOrEqual(points[index - 1].x);
      }
    }
  });

  test('a level line passes between boxes, not through them', () => {
    for (const [, graph] of graphs.slice(0, 2)) {
      for (const workflow of graph.workflows) {
        const { boxes, lines } = layoutOf(workflow);
        for (const { points } of lines) {
          for (let index = 1; index < points.length; index++) {
            const [from, to] = [points[index - 1], points[index]];
            if (from.y !== to.y) continue;
            for (const box of boxes) expect(from.x < box.x + box.width && to.x > box.x && from.y > box.y && from.y < box.y + box.height).toBe(false);
          }
        }
      }
    }
  });

  test('150 jobs are laid out in a second', () => {
    const { workflows } = graphs[3][1];
    layoutOf(workflows[0]);
    const start = process.cpuUsage();
    layoutOf(workflows[0]);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000);
  });
});

describe('svg', () => {
  test('has a title, a description and a role, and no script, link or style attribute', () => {
    for (const graph of [HOSTILE, lit(graphOf(example('alys'), { title: 'alys' }), {})]) {
      const picture = svg(graph);
      expect(picture).toMatch(/^<svg [^>]*role="img" aria-labelledby="title desc"/);
      expect(picture).toMatch(/<title id="title">[^<]+<\/title>\n<desc id="desc">[^<]+<\/desc>/);
      for (const { name, attributes } of elementsOf(picture)) {
        expect(['svg', 'title', 'desc', 'style', 'defs', 'g', 'path', 'circle', 'rect', 'use', 'text']).toContain(name);
        for (const [key, value] of attributes) {
          expect(key).not.toMatch(/^on|^style$|^src$|^xlink:/);
          if (key === 'href') expect(value).toMatch(/^#mark-\w+$/);
        }
      }
      expect(picture).not.toMatch(/@import|url\(/);
      expect(svg(graph)).toBe(picture);
    }
  });

  test('tells every job, and its result by a mark and in words', () => {
    const picture = svg(lit(graphOf(SMALL), { test: 'failure', deploy: 'waiting' }));
    expect(picture).toContain('<title>Test fails: test has its reason.</title>');
    expect(picture).toMatch(/data-key="deploy" data-state="waiting"[^]*?href="#mark-waiting"[^]*?>waits for approval · enviro/);
    expect(picture).toContain('Lint succeeds, Test fails, Deploy waits for approval.');
  });
});

describe('page', () => {
  const made = page(HOSTILE, [{ event: HOSTILE_NAMES[0], graph: lit(HOSTILE, { j2: 'failure' }) }]);
  const between = (start: string, end: string) => made.slice(made.indexOf(start) + start.length, made.indexOf(end, made.indexOf(start)));

  test('its policy allows its own script and style, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(made)![1];
    const hash = (part: string) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    expect(policy).toBe(`default-src 'none'; script-src ${hash(between('<script>', '</script>'))}; style-src ${hash(between('<style>', '</style>'))}; img-src data:; base-uri 'none'; form-action 'none'`);
  });

  test('names end no element and are no placeholder', () => {
    expect(made.match(/<script\b/g)).toHaveLength(2);
    expect(made.match(/<\/script/g)).toHaveLength(2);
    expect(made).not.toMatch(/<img|<iframe|\son\w+="|\sstyle="/);
    expect(between('<script type="application/json" id="data">', '</script>')).not.toMatch(/[<>&]/);
    const data = JSON.parse(between('<script type="application/json" id="data">', '</script>'));
    expect(data.views[1].event).toBe(HOSTILE_NAMES[0]);
    expect(data.views[1].workflows[0].jobs[7].name).toBe(HOSTILE_NAMES[7]);
  });

  test('asks for nothing on any network', () => {
    expect(made.replace(/http:\/\/www\.w3\.org\/2000\/svg/g, '').replace(/<script type="application\/json"[^]*?<\/script>/, '').replace(/http:\/\/example\.com/g, '')).not.toMatch(/https?:|\/\/[a-z]+\.[a-z]+|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|\beval\b|innerHTML|document\.write/);
  });

  test('says in one sentence what an event does', () => {
    const graph = graphOf(SMALL);
    const shown = page(graph, [{ event: 'push to main', graph: lit(graph, { test: 'failure', deploy: 'skipped' }) }]);
    expect(shown).toContain('"summary":"push to main: 1 of 1 workflow starts; 1 job succeeds, 1 job fails, 1 job is skipped."');
  });
});

describe('colours', () => {
  const css = readFileSync(join(__dirname, '..', '..', 'assets', 'graph', 'graph.css'), 'utf8');
  const schemes = [...css.matchAll(/\.graph, :root \{([^}]*#[^}]*)\}/g)].map(([, block]) => Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value])));
  const luminance = (colour: string) => {
    const parts = [1, 3, 5].map((from) => parseInt(colour.slice(from, from + 2), 16) / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  // See https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
  const contrast = (one: string, other: string) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((left, right) => right - left);
    return (light + 0.05) / (dark + 0.05);
  };

  test('texts and marks have a contrast of 4.5 and lines of 3, light and dark', () => {
    expect(schemes).toHaveLength(2);
    for (const scheme of schemes) {
      for (const ground of ['ground', 'panel', 'box']) {
        for (const name of ['text', 'soft', 'success', 'failure', 'cancelled', 'skipped', 'running', 'waiting', 'pending', 'focus']) expect([ground, name, contrast(scheme[name], scheme[ground]) >= 4.5]).toEqual([ground, name, true]);
        for (const name of ['border', 'edge']) expect([ground, name, contrast(scheme[name], scheme[ground]) >= 3]).toEqual([ground, name, true]);
      }
      for (const name of ['success', 'failure', 'cancelled', 'running', 'waiting', 'pending']) expect(contrast(scheme['on-mark'], scheme[name])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('texts', () => {
  test('what turns directions or steers a terminal is shown, not done', () => {
    expect(oneLine('a\u202Eb\u0007 \n c')).toBe('a\\u202eb\\u0007 c');
  });

  test('cut and wrapped texts fit, and lose nothing but their ends', () => {
    for (const name of HOSTILE_NAMES.map(oneLine)) {
      for (const room of [4, 10, 25]) {
        expect(columnsOf(cut(name, room, columnsOf))).toBeLessThanOrEqual(room);
        const lines = wrapped(name, room, 2, columnsOf);
        expect(lines.length).toBeLessThanOrEqual(2);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(room);
        const plain = lines.join('').replace(/…$/, '').replace(/ /g, '');
        expect(name.replace(/ /g, '').startsWith(plain)).toBe(true);
      }
    }
    expect(wrapped('👩‍👩‍👧‍👦 family', 4, 2, columnsOf)[0]).toBe('👩‍👩‍👧‍👦');
  });
});

/** The elements of markup, each closed in the right order; fails on anything that is not plainly an element or text. */
function elementsOf(markup: string): { name: string; attributes: [string, string][] }[] {
  const found: { name: string; attributes: [string, string][] }[] = [];
  const open: string[] = [];
  const rest = markup.replace(/<!--[^]*?-->/g, '').replace(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end: string, name: string, given: string, self: string) => {
    if (end) {
      expect(open.pop()).toBe(name);
      return '';
    }
    if (!self) open.push(name);
    found.push({ name, attributes: [...given.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]) });
    return '';
  });
  expect(open).toEqual([]);
  expect(rest).not.toContain('<');
  return found;
}
