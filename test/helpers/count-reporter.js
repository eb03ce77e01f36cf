/** Ends a test run with one plain line, and leaves its counts for the script that adds several runs up. */
const { appendFileSync } = require('node:fs');

class CountReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    const counts = [numPassedTests, numFailedTests + numRuntimeErrorTestSuites, numPendingTests];
    console.log(`${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`);
    if (process.env.TEST_COUNTS) appendFileSync(process.env.TEST_COUNTS, `${counts.join(' ')}\n`);
  }
}

module.exports = CountReporter;
