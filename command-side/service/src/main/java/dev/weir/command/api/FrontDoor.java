package dev.weir.command.api;

import com.google.protobuf.Message;
import dev.weir.contract.commands.v1.Batch;
import dev.weir.contract.commands.v1.BatchReply;
import dev.weir.contract.log.Micros;
import dev.weir.domain.RefusalCode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What REST and gRPC have in common behind authentication: the call's form, then the desk. */
@Singleton
public final class FrontDoor {
    private static final int KEY_CHARACTERS_MAX = 255;
    private static final String BOOK_FIELD = "book_id";

    private final CommandDesk desk;

    @Inject
    public FrontDoor(CommandDesk desk) {
        this.desk = desk;
    }

    /**
     * Hands a command in.
     *
     * @param key null or empty: none
     * @param dryRun whether it is only decided; see {@link #isDryRun}
     * @param token the caller's, should another node have to carry it out
     */
    public CommandStage command(
            Message command,
            String key,
            boolean dryRun,
            String subject,
            Instant arrived,
            BearerToken token) {
        CommandKind kind = CommandKind.of(command);
        String idempotencyKey = key == null || kind.reading() ? "" : key;
        Optional<Answer> refused = malformed(command, idempotencyKey);
        if (refused.isPresent()) {
            return new CommandStage(kind, CompletableFuture.completedFuture(refused.get()));
        }
        return new CommandStage(
                kind,
                desk.execute(
                        new CommandCall(
                                kind,
                                Fields.text(command, BOOK_FIELD),
                                command,
                                idempotencyKey,
                                subject,
                                Micros.of(arrived),
                                dryRun && !kind.reading(),
                                token)));
    }

    /**
     * Hands a batch in.
     *
     * @param key of an atomic batch; null or empty: none
     * @param dryRun whether it is only decided, as the batch itself may say too
     * @param token the caller's, should another node have to carry it out
     */
    public CompletionStage<BatchReply> batch(
            Batch batch,
            String key,
            boolean dryRun,
            String subject,
            Instant arrived,
            BearerToken token) {
        String batchKey = key == null || !batch.getAtomic() ? "" : key;
        keyProblem(batchKey)
                .ifPresent(
                        problem -> {
                            throw new ServiceException(
                                    ServiceError.BODY_MALFORMED,
                                    Map.of("problem", "Idempotency-Key: " + problem));
                        });
        Batch asked = dryRun ? batch.toBuilder().setDryRun(true).build() : batch;
        return desk.executeBatch(
                new BatchCall(
                        batch.getBookId(), asked, batchKey, subject, Micros.of(arrived), token));
    }

    /**
     * What Weir-Dry-Run says.
     *
     * @param value null: it is not there
     * @throws ServiceException BODY_MALFORMED for anything but true and false: a dry run by mistake
     *     is as bad as none by mistake
     */
    public static boolean isDryRun(String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new ServiceException(
                ServiceError.BODY_MALFORMED, Map.of("problem", "Weir-Dry-Run: true or false"));
    }

    private static Optional<Answer> malformed(Message command, String key) {
        if (!CommandKind.of(command).ofControl() && Fields.text(command, BOOK_FIELD).isEmpty()) {
            return Optional.of(
                    new Answer.Refused(RefusalCode.FIELD_MISSING, Map.of("field", BOOK_FIELD)));
        }
        return keyProblem(key)
                .map(
                        problem ->
                                new Answer.Refused(
                                        RefusalCode.FIELD_INVALID,
                                        Map.of("field", "Idempotency-Key", "problem", problem)));
    }

    /** What is wrong with a key; an empty one is none and fine. */
    public static Optional<String> keyProblem(String key) {
        if (key.length() > KEY_CHARACTERS_MAX) {
            return Optional.of("longer than " + KEY_CHARACTERS_MAX + " characters");
        }
        if (!key.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            return Optional.of("only printable ASCII characters are taken");
        }
        return Optional.empty();
    }

    /** A command that is under way. */
    public record CommandStage(CommandKind kind, CompletionStage<Answer> answer) {}
}
