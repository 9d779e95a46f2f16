package io.edgemesh.benchmarks.libp2p;

import java.lang.management.ManagementFactory;

/** CPU time of this process, all threads. */
final class Cpu {
    private Cpu() {}

    static double seconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }
}
