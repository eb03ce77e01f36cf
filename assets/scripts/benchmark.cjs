// Judges paired runs of benchmarks: `node benchmark.cjs collect|next|report|baseline`. Part of projen-delivery (Apache-2.0),
// made from its src/benchmark, not edited.
// src/benchmark/main.ts
var import_node_fs3 = require("node:fs");
var import_node_path3 = require("node:path");
var import_node_util = require("node:util");

// src/benchmark/formats.ts
var import_node_fs = require("node:fs");
var import_node_path = require("node:path");

// src/benchmark/measurement.ts
var BenchmarkError = class extends Error {
};
function checkMeasurements(measurements, source) {
  if (measurements.length === 0) throw new BenchmarkError(`${source} holds no benchmark. Does the command write its results there?`);
  const seen = /* @__PURE__ */ new Set();
  for (const { name, value } of measurements) {
    if (typeof name !== "string" || name.trim() === "") throw new BenchmarkError(`${source}: a benchmark has no name.`);
    if (!Number.isFinite(value) || value <= 0) throw new BenchmarkError(`${source}: "${name}" has the value ${value}. A ratio needs a number above 0.`);
    if (seen.has(name)) throw new BenchmarkError(`${source}: two benchmarks are named "${name}". Give each its own name.`);
    seen.add(name);
  }
  return measurements;
}

// src/benchmark/formats.ts
var FORMATS = {
  "custom-smaller-is-better": (path) => custom(path, "smaller"),
  "custom-bigger-is-better": (path) => custom(path, "bigger"),
  "hyperfine": hyperfine,
  "vitest": vitest,
  "mitata": mitata,
  "criterion": criterion
};
function collect(format, path) {
  const reader = FORMATS[format];
  if (!reader) throw new BenchmarkError(`there is no format ${format}. Known are: ${[...Object.keys(FORMATS), "duration"].join(", ")}.`);
  if (!(0, import_node_fs.existsSync)(path)) throw new BenchmarkError(`there is no ${path}. The command must write it; a path is as seen from the folder that it runs in.`);
  return checkMeasurements(reader(path), path);
}
function custom(path, better) {
  return list(readJson(path), path).map(({ name, unit, value }) => ({ name: String(name ?? ""), unit: String(unit ?? ""), value: Number(value), better }));
}
function hyperfine(path) {
  return list(readJson(path)?.results, path, "results").map(({ command, median: median2, mean }) => seconds(String(command ?? ""), Number(median2 ?? mean)));
}
function vitest(path) {
  return list(readJson(path)?.files, path, "files").flatMap(({ groups }) => list(groups, path, "groups")).flatMap(({ fullName, benchmarks }) => list(benchmarks, path, "benchmarks").map(({ name, median: median2, mean }) => ({
    // The name of a group starts with its file.
    name: `${String(fullName ?? "")} > ${String(name ?? "")}`,
    unit: "ms",
    value: Number(median2 ?? mean),
    better: "smaller"
  })));
}
function mitata(path) {
  const { benchmarks, layout } = readJson(path) ?? {};
  return list(benchmarks, path, "benchmarks").flatMap(({ alias, group, runs }) => list(runs, path, "runs").map(({ name, stats, error }) => {
    if (!stats) throw new BenchmarkError(`${path}: the benchmark "${String(name ?? alias)}" failed: ${String(error?.message ?? error ?? "no statistics")}.`);
    const place = layout?.[group]?.name;
    return nanoseconds(`${place ? `${String(place)} > ` : ""}${String(name ?? alias ?? "")}`, Number(stats.p50 ?? stats.avg));
  }));
}
function criterion(path) {
  return (0, import_node_fs.readdirSync)(path, { recursive: true, encoding: "utf8" }).filter((name) => /(^|[\\/])new[\\/]estimates\.json$/.test(name)).sort().map((name) => {
    const file = (0, import_node_path.join)(path, name);
    const about = readJson((0, import_node_path.join)(file, "..", "benchmark.json"));
    return nanoseconds(String(about?.full_id ?? ""), Number(readJson(file)?.median?.point_estimate));
  });
}
function seconds(name, value) {
  return { name, unit: "s", value, better: "smaller" };
}
function nanoseconds(name, value) {
  return { name, unit: "ns", value, better: "smaller" };
}
function list(value, path, property) {
  if (Array.isArray(value)) return value;
  throw new BenchmarkError(`${path} is not of this format: ${property === void 0 ? "it is no list" : `it has no list \`${property}\``}.`);
}
function readJson(path) {
  try {
    return JSON.parse((0, import_node_fs.readFileSync)(path, "utf8"));
  } catch (error) {
    throw new BenchmarkError(`${path} cannot be read as JSON: ${error.message}.`);
  }
}

// src/benchmark/history.ts
var COMMIT = /^[0-9a-f]{40}$/;
function readHistory(text) {
  return text.split("\n").filter((line) => line.trim() !== "").map((line, index) => {
    const row = parse(line, index + 1);
    if (!COMMIT.test(row.commit) || Number.isNaN(Date.parse(row.at)) || !Array.isArray(row.benchmarks)) {
      throw new BenchmarkError(`line ${index + 1} of the history has no commit, date and benchmarks.`);
    }
    return row;
  });
}
function baselineOf(history, now, days) {
  const latest = now.getTime() - days * 24 * 60 * 60 * 1e3;
  const old = history.filter(({ at }) => Date.parse(at) <= latest);
  return (old[old.length - 1] ?? history[0])?.commit;
}
function parse(line, number2) {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new BenchmarkError(`line ${number2} of the history is no JSON: ${error.message}.`);
  }
}

// src/benchmark/series.ts
function sortPairs(pairs) {
  const known = /* @__PURE__ */ new Map();
  const sides = { base: /* @__PURE__ */ new Set(), head: /* @__PURE__ */ new Set() };
  for (const pair of pairs) {
    for (const { name } of pair.base.measurements) sides.base.add(name);
    const bases = new Map(pair.base.measurements.map((measurement) => [measurement.name, measurement]));
    for (const { name, unit, better, value } of pair.head.measurements) {
      sides.head.add(name);
      const base = bases.get(name);
      if (base === void 0 || base.unit !== unit || base.better !== better) continue;
      const values = known.get(name) ?? { unit, better, base: [], head: [] };
      known.set(name, values);
      values.base.push(base.value);
      values.head.push(value);
    }
  }
  return {
    benchmarks: [...known].map(([name, values]) => ({ name, ...values })),
    onlyBase: [...sides.base].filter((name) => !known.has(name)),
    onlyHead: [...sides.head].filter((name) => !known.has(name))
  };
}
function costs({ base, head, better }) {
  const sign = better === "smaller" ? 1 : -1;
  return base.map((value, index) => sign * Math.log(head[index] / value));
}

// src/benchmark/statistics.ts
var statistics = require("./statistics.cjs");
var EXACT = 50;
function shiftOf(differences, confidence) {
  const averages = walshAverages(differences);
  const rank = lowRank(differences.length, 1 - confidence);
  const { pGreater, pLess } = signedRankTest(differences);
  return { estimate: medianOfSorted(averages), low: averages[rank - 1], high: averages[averages.length - rank], pGreater, pLess };
}
function holm(values) {
  const order = values.map((value, index) => ({ value, index })).sort((left, right) => left.value - right.value);
  const adjusted = new Array(values.length);
  let largest = 0;
  order.forEach(({ value, index }, rank) => {
    largest = Math.max(largest, Math.min(1, value * (values.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
function median(values) {
  return medianOfSorted(Float64Array.from(values).sort());
}
function walshAverages(differences) {
  const averages = new Float64Array(differences.length * (differences.length + 1) / 2);
  let at = 0;
  for (let left = 0; left < differences.length; left++) {
    for (let right = left; right < differences.length; right++) averages[at++] = (differences[left] + differences[right]) / 2;
  }
  return averages.sort();
}
function signedRankTest(differences) {
  if (differences.length < 2 || differences.every((difference) => difference === 0)) return { pGreater: 1, pLess: 1 };
  const chance = (alternative) => statistics.wilcoxon(differences, { alternative }).pValue;
  return { pGreater: chance("greater"), pLess: chance("less") };
}
function lowRank(n, alpha) {
  const { mean, deviation } = moments(n);
  const rank = n > EXACT ? Math.floor(statistics.normalQuantile(alpha / 2, mean, deviation)) : statistics.signedRankQuantile(alpha / 2, n);
  return Math.max(1, rank);
}
function moments(n) {
  return { mean: n * (n + 1) / 4, deviation: Math.sqrt(n * (n + 1) * (2 * n + 1) / 24) };
}
function medianOfSorted(sorted) {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// src/benchmark/judge.ts
var BLOCK = 10;
var CONFIDENCE = 0.99;
var SUSPICION = 0.05;
function next(runs, settings) {
  const { first, confirmation } = runs;
  const more = (series, { length }, least, all) => {
    if (length >= settings.repetitions || length >= least && isSettled(all, settings)) return void 0;
    return { series, from: length + 1, to: Math.min(settings.repetitions, length + BLOCK) };
  };
  const step = confirmation.length === 0 ? more("first", first, BLOCK, first) : void 0;
  if (step) return step;
  if (suspects(first, settings).size === 0) return void 0;
  return more("confirmation", confirmation, Math.max(2 * BLOCK, first.length), [...first, ...confirmation]);
}
function judge(runs, settings) {
  const suspected = suspects(runs.first, settings);
  const confirmed = pointingUp(runs.confirmation, settings);
  const { benchmarks } = sortPairs([...runs.first, ...runs.confirmation]);
  const shifts = benchmarks.map((benchmark) => shiftOf(costs(benchmark), CONFIDENCE));
  const greater = holm(shifts.map(({ pGreater }) => pGreater));
  const less = holm(shifts.map(({ pLess }) => pLess));
  return benchmarks.map((benchmark, index) => {
    const shift = shifts[index];
    const { name } = benchmark;
    const measured = { ...sized(benchmark, shift, settings), p: Math.min(greater[index], less[index]), suspected: suspected.has(name) };
    return { ...measured, verdict: verdictOf(measured, suspected.has(name) && confirmed.has(name), settings) };
  });
}
function verdictOf({ change, high, limit, noise, p, pairs }, confirmed, { threshold }) {
  const sure = p < 1 - CONFIDENCE;
  if (sure && confirmed && change > limit) return "slower";
  if (sure && change < 0 && percent(-Math.log1p(change / 100)) > limit) return "faster";
  return noise > threshold && high > threshold || pairs < BLOCK ? "unclear" : "unchanged";
}
function sized(benchmark, shift, { threshold }) {
  const noise = percent((shift.high - shift.low) / 2);
  return {
    name: benchmark.name,
    unit: benchmark.unit,
    pairs: benchmark.base.length,
    base: median(benchmark.base),
    head: median(benchmark.head),
    change: percent(shift.estimate),
    low: percent(shift.low),
    high: percent(shift.high),
    noise,
    limit: Math.max(threshold, noise)
  };
}
function suspects(pairs, settings) {
  return pointingUp(pairs, settings, SUSPICION);
}
function pointingUp(pairs, { threshold }, chance = 1) {
  const { benchmarks } = sortPairs(pairs);
  return new Set(benchmarks.filter((benchmark) => {
    const { estimate, pGreater } = shiftOf(costs(benchmark), CONFIDENCE);
    return estimate > logarithm(threshold) / 2 && pGreater <= chance;
  }).map(({ name }) => name));
}
function isSettled(pairs, { threshold }) {
  const limit = logarithm(threshold);
  return sortPairs(pairs).benchmarks.every((benchmark) => {
    const { low, high } = shiftOf(costs(benchmark), CONFIDENCE);
    return (high - low) / 2 <= limit / 4 || high < limit || low > limit;
  });
}
function logarithm(percentage2) {
  return Math.log1p(percentage2 / 100);
}
function percent(log) {
  return Math.expm1(log) * 100;
}

// src/benchmark/text.ts
var LIMIT = 6e4;
function code(name) {
  const plain2 = shortened(name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").replace(/`/g, "'"), 100);
  return `\`${plain2.replace(/\\/g, "/").replace(/\|/g, "\\|")}\``;
}
function label(name, length = 40) {
  const plain2 = name.replace(/[^\p{L}\p{N}._/:=()+%-]+/gu, " ").replace(/%%+/g, "%").trim();
  return `"${shortened(plain2 || "?", length)}"`;
}
function signed(value) {
  const rounded = value.toFixed(1);
  return Number(rounded) === 0 ? "0.0 %" : `${value > 0 ? "+" : "\u2212"}${rounded.replace("-", "")} %`;
}
function percentage(value) {
  return `${value.toFixed(1)} %`;
}
function quantity(value, unit) {
  const text = value >= 1e6 || value < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return `${text} ${unit.replace(/[^\p{L}\p{N}/%µ·^ -]+/gu, "").slice(0, 20)}`.trim();
}
function shortened(text, length) {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}\u2026` : text;
}

// src/benchmark/chart.ts
var BARS = 12;
var POINTS = 30;
var LINES = 6;
function changeChart(judgements) {
  const shown = [...judgements].sort((left, right) => Math.abs(right.change) - Math.abs(left.change)).slice(0, BARS);
  if (shown.length === 0) return [];
  const reach = Math.max(...shown.flatMap(({ change, limit }) => [Math.abs(change), limit]));
  return chart("Change of the cost in percent", shown.map(({ name }) => label(name, 24)), "%", [-reach, reach], [
    ["bar", shown.map(({ change }) => change)],
    ["line", shown.map(({ limit }) => limit)]
  ]);
}
function historyCharts(history, judgements) {
  return judgements.slice(0, LINES).flatMap(({ name, unit, head }) => {
    const past = history.flatMap(({ commit, benchmarks }) => benchmarks.filter((benchmark) => benchmark.name === name && benchmark.unit === unit && Number.isFinite(benchmark.value)).map(({ value }) => ({ commit: commit.slice(0, 7), value }))).slice(-POINTS);
    if (past.length === 0) return [];
    const points = [...past, { commit: "now", value: head }];
    const values = points.map(({ value }) => value);
    return ["", ...chart(name, points.map(({ commit }) => label(commit)), unit, [0, Math.max(...values) * 1.1], [["line", values]])];
  });
}
function chart(title, names, unit, [from, to], data) {
  return [
    "```mermaid",
    "xychart-beta",
    `  title ${label(title, 60)}`,
    `  x-axis [${names.join(", ")}]`,
    `  y-axis ${label(unit || "value")} ${plain(from)} --> ${plain(to)}`,
    ...data.map(([kind, values]) => `  ${kind} [${values.map(plain).join(", ")}]`),
    "```"
  ];
}
function plain(value) {
  return Number(value.toPrecision(6)).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 12 });
}

// src/benchmark/report.ts
var WORDS = { slower: "**regression**", faster: "improvement", unchanged: "no change", unclear: "too noisy to tell" };
var ORDER = ["slower", "unclear", "faster", "unchanged"];
var ROWS = 100;
function resultOf(runs, settings, { base, head }) {
  const pairs = [...runs.first, ...runs.confirmation];
  const { onlyBase, onlyHead } = sortPairs(pairs);
  const benchmarks = judge(runs, settings);
  return {
    outcome: benchmarks.some(({ verdict }) => verdict === "slower") ? "regressed" : "passed",
    base,
    head,
    settings: { ...settings, confidence: CONFIDENCE },
    pairs: { first: runs.first.length, confirmation: runs.confirmation.length },
    benchmarks,
    onlyBase,
    onlyHead,
    cpu: { base: cpuOf(pairs.map((pair) => pair.base)), head: cpuOf(pairs.map((pair) => pair.head)) }
  };
}
function resultWithoutBase(runs, settings, { head }) {
  const { benchmarks } = sortPairs(runs.map((run2) => ({ base: run2, head: run2 })));
  const alone = benchmarks.map(({ name, unit, head: values }) => {
    const value = median(values);
    return { name, unit, pairs: 0, base: value, head: value, change: 0, low: 0, high: 0, noise: 0, limit: settings.threshold, p: 1, suspected: false, verdict: "unchanged" };
  });
  return {
    outcome: "no-base",
    base: "",
    head,
    settings: { ...settings, confidence: CONFIDENCE },
    pairs: { first: 0, confirmation: 0 },
    benchmarks: alone,
    onlyBase: [],
    onlyHead: [],
    cpu: { base: 0, head: cpuOf(runs) }
  };
}
function rowOf(result, { head, at, runUrl }) {
  return {
    commit: head,
    at: at.toISOString(),
    run: runUrl,
    cpu: Number(result.cpu.head.toFixed(3)),
    benchmarks: result.benchmarks.map(({ name, unit, head: value }) => ({ name, unit, value: Number(value.toPrecision(6)) }))
  };
}
function markdownOf(result, context) {
  if (result.outcome === "no-base") return withoutBase(result, context);
  const sorted = [...result.benchmarks].sort((left, right) => ORDER.indexOf(left.verdict) - ORDER.indexOf(right.verdict) || right.change - left.change);
  const charts = ["", ...changeChart(sorted), ...historyCharts(context.history, sorted)];
  const head = [`### ${context.title.replace(/[\r\n]+/g, " ")}: ${headline(result)}`, "", ...table(sorted), "", ...notes(result), ...foot(result, context)];
  const text = [...head, ...charts].join("\n");
  return text.length <= LIMIT ? `${text}
` : `${head.join("\n")}
`.slice(0, LIMIT);
}
function withoutBase({ benchmarks, head }, { title }) {
  return [
    `### ${title}: nothing to compare with`,
    "",
    "| benchmark | head |",
    "| --- | ---: |",
    ...benchmarks.slice(0, ROWS).map(({ name, unit, head: value }) => `| ${code(name)} | ${quantity(value, unit)} |`),
    "",
    `\`${head.slice(0, 7)}\` alone: there is no base, or the command does not work in it.`,
    ""
  ].join("\n");
}
function headline({ benchmarks }) {
  const slower = benchmarks.filter(({ verdict }) => verdict === "slower").sort((left, right) => right.change - left.change);
  const [worst] = slower;
  if (worst) return `${slower.length} ${slower.length > 1 ? "regressions" : "regression"}, ${code(worst.name)} costs ${signed(worst.change)}`;
  const faster = benchmarks.filter(({ verdict }) => verdict === "faster").length;
  const unclear = benchmarks.filter(({ verdict }) => verdict === "unclear").length;
  return ["no regression", ...faster > 0 ? [`${faster} faster`] : [], ...unclear > 0 ? [`${unclear} too noisy to tell`] : []].join(", ");
}
function table(judgements) {
  const rows = judgements.slice(0, ROWS).map(({ name, unit, base, head, change, low, high, noise, limit, pairs, verdict }) => `| ${code(name)} | ${quantity(base, unit)} | ${quantity(head, unit)} | ${signed(change)} | ${signed(low)} \u2026 ${signed(high)} | \xB1${percentage(noise)} | ${percentage(limit)} | ${pairs} | ${WORDS[verdict]} |`);
  return [
    "| benchmark | base | head | cost | 99 % interval | noise | limit | pairs | verdict |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ...rows,
    ...judgements.length > ROWS ? ["", `${judgements.length - ROWS} more are in \`result.json\`.`] : []
  ];
}
function notes({ benchmarks, onlyBase, onlyHead, pairs, settings }) {
  const lines = [];
  const refuted = benchmarks.filter(({ suspected, verdict }) => suspected && verdict !== "slower").map(({ name }) => code(name));
  const unclear = benchmarks.filter(({ verdict }) => verdict === "unclear");
  if (pairs.confirmation > 0 && refuted.length > 0) lines.push(`Suspected at first, not confirmed by ${pairs.confirmation} more pairs: ${some(refuted)}.`);
  if (unclear.length > 0) lines.push(`The noise is larger than the threshold of ${settings.threshold} %, so a regression of that size could hide: make the benchmark steadier, or raise \`repetitions\` (${settings.repetitions}).`);
  if (onlyHead.length > 0) lines.push(`New: ${some(onlyHead.map(code))}.`);
  if (onlyBase.length > 0) lines.push(`Gone: ${some(onlyBase.map(code))}.`);
  return lines.flatMap((line) => [line, ""]);
}
function foot({ base, head, cpu, pairs }, { runUrl }) {
  const took = cpu.base > 0 && cpu.head > 0 ? ` The command took ${quantity(cpu.base, "s")} and ${quantity(cpu.head, "s")} of processor time.` : "";
  const run2 = runUrl === "" ? "" : ` [Run](${runUrl}).`;
  return [`\`${base.slice(0, 7)}\` and \`${head.slice(0, 7)}\`, ${pairs.first + pairs.confirmation} pairs of runs, interleaved on one machine.${took}${run2}`];
}
function some(names) {
  return names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
}
function cpuOf(runs) {
  const known = runs.map(({ cpu }) => cpu).filter((cpu) => cpu > 0);
  return known.length > 0 ? median(known) : 0;
}

// src/benchmark/runs.ts
var import_node_fs2 = require("node:fs");
var import_node_path2 = require("node:path");
function readRuns(folder) {
  return { first: readSeries((0, import_node_path2.join)(folder, "first")), confirmation: readSeries((0, import_node_path2.join)(folder, "confirmation")) };
}
function readAlone(folder) {
  const runs = [];
  for (let number2 = 1; (0, import_node_fs2.existsSync)((0, import_node_path2.join)(folder, "first", `${number2}.head.json`)); number2++) runs.push(readRun((0, import_node_path2.join)(folder, "first", `${number2}.head.json`)));
  if (runs.length === 0) throw new BenchmarkError(`there is no run of the head in ${folder}.`);
  return runs;
}
function readSeries(folder) {
  const names = new Set((0, import_node_fs2.existsSync)(folder) ? (0, import_node_fs2.readdirSync)(folder) : []);
  const pairs = [];
  for (let number2 = 1; names.has(`${number2}.base.json`) && names.has(`${number2}.head.json`); number2++) {
    pairs.push({ base: readRun((0, import_node_path2.join)(folder, `${number2}.base.json`)), head: readRun((0, import_node_path2.join)(folder, `${number2}.head.json`)) });
  }
  return pairs;
}
function readRun(file) {
  try {
    return JSON.parse((0, import_node_fs2.readFileSync)(file, "utf8"));
  } catch (error) {
    throw new BenchmarkError(`${file} cannot be read: ${error.message}.`);
  }
}

// src/benchmark/main.ts
var REGRESSION = 3;
var FAILED = 2;
var SETTINGS = ["runs", "threshold", "repetitions"];
var OPTIONS = {
  collect: ["format", "path", "elapsed", "cpu", "to"],
  next: SETTINGS,
  report: [...SETTINGS, "title", "base", "head", "run-url", "history", "to"],
  baseline: ["history", "days"]
};
function run(args, streams) {
  try {
    return dispatch(args, streams);
  } catch (error) {
    if (!(error instanceof BenchmarkError)) throw error;
    streams.note(`benchmark: ${error.message}`);
    return FAILED;
  }
}
function dispatch([command, ...rest], streams) {
  if (command === void 0 || !Object.hasOwn(OPTIONS, command)) throw new BenchmarkError(`there is no command ${command ?? ""}. Known are: ${Object.keys(OPTIONS).join(", ")}.`);
  const values = parse2(command, rest);
  switch (command) {
    case "collect":
      return collectRun(values);
    case "next":
      return tellNext(values, streams);
    case "report":
      return report(values, streams);
    default:
      return tellBaseline(values, streams);
  }
}
function collectRun(values) {
  const format = required(values, "format");
  const elapsed = number(values, "elapsed");
  const measurements = format === "duration" ? [duration(elapsed)] : collect(format, required(values, "path"));
  write(required(values, "to"), json({ measurements: checkMeasurements(measurements, "The run"), cpu: number(values, "cpu") }));
  return 0;
}
function tellNext(values, streams) {
  const step = next(readRuns(required(values, "runs")), settingsOf(values));
  streams.result(step ? `${step.series} ${step.from} ${step.to}
` : "");
  return 0;
}
function report(values, streams) {
  const context = contextOf(values, streams);
  const result = resultFrom(required(values, "runs"), settingsOf(values), context);
  const folder = required(values, "to");
  write((0, import_node_path3.join)(folder, "result.json"), `${JSON.stringify(result, void 0, 2)}
`);
  write((0, import_node_path3.join)(folder, "record.json"), json(rowOf(result, context)));
  write((0, import_node_path3.join)(folder, "report.md"), markdownOf(result, context));
  streams.result(`${result.outcome} ${result.outcome === "no-base" ? "nothing to compare with" : headline(result)}
`);
  return result.outcome === "regressed" ? REGRESSION : 0;
}
function resultFrom(folder, settings, context) {
  if (context.base === "") return resultWithoutBase(readAlone(folder), settings, context);
  const runs = readRuns(folder);
  if (runs.first.length === 0) throw new BenchmarkError(`there is no pair of runs in ${folder}.`);
  return resultOf(runs, settings, context);
}
function tellBaseline(values, streams) {
  const commit = baselineOf(readHistory(readFile(required(values, "history"))), /* @__PURE__ */ new Date(), number(values, "days"));
  streams.result(commit === void 0 ? "" : `${commit}
`);
  return 0;
}
function contextOf(values, streams) {
  return {
    title: values.title ?? "Benchmark",
    base: values.base ?? "",
    head: required(values, "head"),
    runUrl: values["run-url"] ?? "",
    at: /* @__PURE__ */ new Date(),
    history: values.history && (0, import_node_fs3.existsSync)(values.history) ? historyOf(values.history, streams) : []
  };
}
function historyOf(file, streams) {
  try {
    return readHistory(readFile(file));
  } catch (error) {
    streams.note(`benchmark: the history is left out: ${error.message}`);
    return [];
  }
}
function settingsOf(values) {
  return { threshold: number(values, "threshold"), repetitions: number(values, "repetitions") };
}
function duration(elapsed) {
  return { name: "duration", unit: "s", value: elapsed, better: "smaller" };
}
function required(values, name) {
  const value = values[name];
  if (value === void 0 || value === "") throw new BenchmarkError(`--${name} is missing.`);
  return value;
}
function number(values, name) {
  const text = required(values, name);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new BenchmarkError(`--${name} is ${text}. Give a number.`);
  return Number(text);
}
function parse2(command, args) {
  try {
    const options = Object.fromEntries(OPTIONS[command].map((name) => [name, { type: "string" }]));
    return (0, import_node_util.parseArgs)({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new BenchmarkError(`${command}: ${error.message.split("\n")[0]}`);
  }
}
function readFile(file) {
  try {
    return (0, import_node_fs3.readFileSync)(file, "utf8");
  } catch (error) {
    throw new BenchmarkError(`${file} cannot be read: ${error.message}.`);
  }
}
function write(file, text) {
  (0, import_node_fs3.mkdirSync)((0, import_node_path3.dirname)(file), { recursive: true });
  (0, import_node_fs3.writeFileSync)(file, text);
}
function json(value) {
  return `${JSON.stringify(value)}
`;
}

// <stdin>
process.exitCode = run(process.argv.slice(2), {
  result: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(text + "\n")
});
