package dev.weir.query.stream;

import com.google.protobuf.Message;

/**
 * A payment or alert that changed.
 *
 * @param kind {@code payment} or {@code alert}, the event's name
 * @param sequence of the row
 * @param resumeAt everything up to this sequence has been sent with it: the sequence itself, or the
 *     one before if another change of the same event follows
 */
public record Change(String kind, long sequence, long resumeAt, Message view) {}
