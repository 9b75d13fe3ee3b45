package dev.weir.command.api;

import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import java.util.concurrent.CompletionStage;

/** Where REST and gRPC hand commands in. Stages fail with {@link ServiceException} only. */
public interface CommandDesk {
    /** Carries out one command; the stage completes when its events are durable. */
    CompletionStage<Answer> execute(CommandCall call);

    /**
     * Carries out the items in their order; the stage completes when all are durable.
     *
     * @param key idempotency key of an atomic batch, may be empty; the items of another have theirs
     */
    CompletionStage<BatchReply> executeBatch(
            String book, Batch batch, String key, String subject, long arrivedMicros);
}
