package dev.weir.launcher.data;

import com.google.protobuf.Timestamp;
import dev.weir.contract.log.Micros;
import java.time.Instant;

/** Between Java's instants and the contract's timestamps, cut to microseconds as the log does. */
final class Timestamps {
    private Timestamps() {}

    static Timestamp of(Instant instant) {
        Instant cut = Micros.truncate(instant);
        return Timestamp.newBuilder()
                .setSeconds(cut.getEpochSecond())
                .setNanos(cut.getNano())
                .build();
    }

    static Instant toInstant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
