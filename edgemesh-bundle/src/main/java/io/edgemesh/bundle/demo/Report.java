package io.edgemesh.bundle.demo;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Prints a line for each step, and counts how they ended. */
final class Report {
    private static final String LINE = "%-8s %-11s %8s  %-26s %s%n";

    private final PrintWriter out;
    private int done;
    private int failed;
    private int missing;

    Report(PrintWriter out) {
        this.out = out;
    }

    void head() {
        print("", "step", "time", "path", "what");
    }

    void add(Step step, Outcome outcome, Duration time) {
        if (outcome instanceof Outcome.Done ok) {
            done++;
            print("ok", step.name(), millis(time), path(ok), step.shows() + ": " + ok.detail());
        } else if (outcome instanceof Outcome.Missing gap) {
            missing++;
            print("missing", step.name(), millis(time), "", step.shows() + ": " + gap.why());
        }
    }

    void addFailure(Step step, Exception failure, Duration time) {
        failed++;
        print("FAILED", step.name(), millis(time), "", step.shows() + ": " + reason(failure));
    }

    private static String path(Outcome.Done ok) {
        return ok.path() == null ? "-" : ok.path().toString();
    }

    private static @Nullable String reason(Exception failure) {
        return failure instanceof StepFailure ? failure.getMessage() : failure.toString();
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }

    private void print(Object... columns) {
        out.printf(LINE, columns);
        out.flush();
    }

    /** Says in one line how it went; returns whether every step did what it shows. */
    boolean conclude() {
        out.printf("%d ok, %d failed, %d missing%n", done, failed, missing);
        out.flush();
        return failed == 0 && missing == 0;
    }
}
