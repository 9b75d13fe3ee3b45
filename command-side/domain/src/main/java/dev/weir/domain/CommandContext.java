package dev.weir.domain;

/**
 * What a command cannot know by itself; time, ids and chance come in as values.
 *
 * @param nowMicros recorded time that the events will carry, microseconds since 1970; see {@link
 *     Book#now}
 * @param arrivedMicros owner's clock when the command arrived, microseconds since 1970
 * @param controlSeq position of the control book in force
 * @param subject subject of the caller's token
 * @param key the caller's idempotency key, may be empty
 * @param commandHash see {@link CommandHash}; may be empty for internal commands only
 * @param newId id that is used where the client gave none
 */
public record CommandContext(
        long nowMicros,
        long arrivedMicros,
        long controlSeq,
        String subject,
        String key,
        String commandHash,
        String newId) {

    /** The context of an internal command: no caller, no key. */
    public static CommandContext internal(long nowMicros) {
        return new CommandContext(nowMicros, nowMicros, 0, "", "", "", "");
    }
}
