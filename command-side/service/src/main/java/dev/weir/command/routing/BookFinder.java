package dev.weir.command.routing;

import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.eventstore.EventStoreNode;
import dev.weir.eventstore.NotServingException;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the partition of a book. A book that this node has not heard of may have been opened on
 * another one a moment ago, so there is none only after everything that stood in {@code weir.books}
 * when it was asked for was read.
 */
public final class BookFinder {
    /** A healthy broker answers within a few milliseconds; past it the caller shall try again. */
    private static final long REFRESH_MILLIS = 500;

    private final EventStoreNode node;

    public BookFinder(EventStoreNode node) {
        this.node = node;
    }

    /** Empty: there is no such book. Fails with STARTING if that cannot be told now. */
    public CompletableFuture<OptionalInt> find(String book) {
        OptionalInt known = known(book);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known);
        }
        return refreshed()
                .handle(
                        (done, failure) -> {
                            if (failure != null) {
                                throw new ServiceException(ServiceError.STARTING);
                            }
                            return known(book);
                        });
    }

    /** Done when the directories are up to date; fails if that takes too long. */
    CompletableFuture<Void> refreshed() {
        return node.refresh().orTimeout(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The same, but also done when it took too long. */
    CompletableFuture<Void> refreshedIfPossible() {
        return refreshed()
                .exceptionally(
                        failure -> {
                            Throwable cause =
                                    failure instanceof CompletionException
                                            ? failure.getCause()
                                            : failure;
                            if (cause instanceof TimeoutException) {
                                return null;
                            }
                            throw new CompletionException(cause);
                        });
    }

    private OptionalInt known(String book) {
        try {
            return OptionalInt.of(node.partitionOf(book));
        } catch (NotServingException e) {
            return OptionalInt.empty();
        }
    }
}
