package dev.weir.command.api;

import dev.weir.contract.commands.v1.Batch;

/**
 * A batch on its way in, authenticated.
 *
 * @param subject subject of the caller's token
 * @param arrivedMicros when it arrived, microseconds since 1970
 * @param token the caller's, for the node that carries it out
 */
public record BatchCall(
        String book, Batch batch, String subject, long arrivedMicros, BearerToken token) {}
