package dev.weir.processors.bench;

import java.lang.management.ManagementFactory;

/** Processor time. */
final class Cpu {
    private Cpu() {}

    /** Of this process with all its threads, seconds. */
    static double ofProcess() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }

    /** Of the calling thread, seconds. */
    static double ofThread() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }
}
