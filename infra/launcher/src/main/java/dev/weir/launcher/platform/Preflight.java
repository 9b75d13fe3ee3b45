package dev.weir.launcher.platform;

import dev.weir.launcher.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What must hold before the first part is started; each breach is one sentence. */
final class Preflight {
    static final long MEMORY_MIN_BYTES = 3L << 30;
    static final long DISK_MIN_BYTES = 2L << 30;

    private Preflight() {}

    static void ports(Map<Integer, String> needed) {
        needed.forEach(
                (port, part) -> {
                    if (!free(port)) {
                        throw Failure.failed(
                                "Port "
                                        + port
                                        + ", which "
                                        + part
                                        + " needs, is taken by another program: end that, or choose"
                                        + " other ports with --base-port (parts use the "
                                        + Ports.SPAN
                                        + " ports from there on).");
                    }
                });
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // connections of a platform that has just ended may linger; they do not hold the port
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param availableBytes -1 when unknown
     */
    static void memory(long availableBytes) {
        if (availableBytes >= 0 && availableBytes < MEMORY_MIN_BYTES) {
            throw Failure.failed(
                    "Only "
                            + megabytes(availableBytes)
                            + " MB of memory are available, the platform needs "
                            + megabytes(MEMORY_MIN_BYTES)
                            + " MB: end other programs, or give --kafka and --postgres from outside.");
        }
    }

    static void disk(Path folder, long usableBytes) {
        if (usableBytes < DISK_MIN_BYTES) {
            throw Failure.failed(
                    "Only "
                            + megabytes(usableBytes)
                            + " MB are free on the disk of "
                            + folder
                            + ", the platform needs "
                            + megabytes(DISK_MIN_BYTES)
                            + " MB: make room, or choose another folder with --data.");
        }
    }

    static long usableBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
