import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed, N skipped` on a separate line, which CI reads. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that does not load has no tests, yet it is a failure.
      if (module.state() === 'failed' && tests.length === 0) count.failed += 1;
      for (const test of tests) count[test.result().state] += 1;
    }
    count.failed += unhandledErrors.length;
    const skipped = count.skipped + count.pending;
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${skipped} skipped\n`);
  }
}
