package dev.weir.command.routing;

import com.google.protobuf.Message;
import dev.weir.command.api.BearerToken;
import dev.weir.contract.internal.v1.ForwardReply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A command or a batch on its way to the owner of its book.
 *
 * @param book whose owner carries it out
 * @param key idempotency key of the command or of an atomic batch; may be empty
 * @param patience how long an owner elsewhere may take
 * @param here carries it out on this node
 * @param answerOf an owner's answer as this node gives it
 */
record Errand<R>(
        String book,
        Message command,
        String key,
        boolean dryRun,
        BearerToken token,
        long arrivedMicros,
        Duration patience,
        Supplier<CompletionStage<R>> here,
        Function<ForwardReply, R> answerOf) {}
