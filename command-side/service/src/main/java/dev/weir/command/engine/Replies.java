package dev.weir.command.engine;

import dev.weir.contract.commands.v1.CommandReply;

/** The answer to a command that was carried out. */
public final class Replies {
    private Replies() {}

    /** Names the record that the answer rests on. */
    public static CommandReply reply(
            String book, long sequence, String hash, String id, boolean repeated) {
        return CommandReply.newBuilder()
                .setBook(book)
                .setSequence(sequence)
                .setHash(hash)
                .setPosition(position(book, sequence))
                .setId(id)
                .setRepeated(repeated)
                .build();
    }

    /** Weir-Position. */
    public static String position(String book, long sequence) {
        return book + ":" + sequence;
    }
}
