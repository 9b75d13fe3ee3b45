package dev.weir.eventstore;

import java.util.OptionalInt;

/** Which partition a book lives in. */
@FunctionalInterface
public interface BookPlacements {
    OptionalInt partitionOf(String book);
}
