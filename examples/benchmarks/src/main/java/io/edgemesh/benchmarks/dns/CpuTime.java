package io.edgemesh.benchmarks.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that a process has used so far, as Linux tells it. */
final class CpuTime {
    private static final int USER_TICKS = 11; // counted from the field after the process's name
    private static final int SYSTEM_TICKS = 12;
    private static final long MICROS_PER_TICK = 10_000;

    private CpuTime() {}

    static long micros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * MICROS_PER_TICK;
    }
}
