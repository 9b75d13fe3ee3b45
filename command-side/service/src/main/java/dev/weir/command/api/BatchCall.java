package dev.weir.command.api;

import dev.weir.contract.commands.v1.Batch;

/**
 * A batch on its way in, authenticated.
 *
 * @param batch says itself whether it is a dry run
 * @param key idempotency key of an atomic batch, may be empty; the items of another have theirs
 * @param subject subject of the caller's token
 * @param arrivedMicros when it arrived, microseconds since 1970
 * @param token the caller's, for the node that carries it out
 */
public record BatchCall(
        String book,
        Batch batch,
        String key,
        String subject,
        long arrivedMicros,
        BearerToken token) {}
