package dev.weir.domain;

import com.google.protobuf.Message;

/**
 * An event that a command wants appended.
 *
 * @param payload one of {@code EventTypes}
 * @param subject the entity that it is about, may be empty
 * @param occurredMicros business time, microseconds since 1970
 */
public record NewEvent(Message payload, String subject, long occurredMicros) {}
