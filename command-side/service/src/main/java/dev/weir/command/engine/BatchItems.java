package dev.weir.command.engine;

import com.google.protobuf.Message;
import dev.weir.command.api.Answer;
import dev.weir.command.api.FrontDoor;
import dev.weir.contract.commands.v1.BatchItem;
import dev.weir.contract.payments.v1.DecisionMode;
import dev.weir.domain.RefusalCode;
import java.util.Map;
import java.util.Optional;

/** The form of a batch's items, and what they hold. */
final class BatchItems {
    private BatchItems() {}

    static Message commandOf(BatchItem item) {
        return switch (item.getCommandCase()) {
            case OPEN_ACCOUNT -> item.getOpenAccount();
            case TRANSFER -> item.getTransfer();
            case DEPOSIT -> item.getDeposit();
            case WITHDRAW -> item.getWithdraw();
            case PAYMENT -> item.getPayment();
            case CHARGEBACK -> item.getChargeback();
            case REVERSE -> item.getReverse();
            case CORRECT -> item.getCorrect();
            case EXCHANGE -> item.getExchange();
            case ACCOUNT_METADATA -> item.getAccountMetadata();
            case COMMAND_NOT_SET -> throw new IllegalStateException("refused before");
        };
    }

    /** The id that an item was carried out under, where the client gave it. */
    static String idOf(BatchItem item) {
        return switch (item.getCommandCase()) {
            case OPEN_ACCOUNT -> item.getOpenAccount().getAccountId();
            case TRANSFER -> item.getTransfer().getTransferId();
            case DEPOSIT -> item.getDeposit().getTransferId();
            case WITHDRAW -> item.getWithdraw().getTransferId();
            case PAYMENT -> item.getPayment().getPayment().getPaymentId();
            case CHARGEBACK -> item.getChargeback().getPaymentId();
            case REVERSE -> item.getReverse().getReversalId();
            case CORRECT -> item.getCorrect().getCorrectionId();
            case EXCHANGE -> item.getExchange().getTransferId();
            case ACCOUNT_METADATA -> item.getAccountMetadata().getAccountId();
            case COMMAND_NOT_SET -> "";
        };
    }

    /** What speaks against an item before it reaches its book. */
    static Optional<Answer> refuse(BatchItem item, boolean atomic) {
        Optional<String> keyProblem = FrontDoor.keyProblem(item.getIdempotencyKey());
        if (keyProblem.isPresent()) {
            return Optional.of(invalid("idempotency_key", keyProblem.get()));
        }
        if (item.getCommandCase() == BatchItem.CommandCase.COMMAND_NOT_SET) {
            return Optional.of(
                    new Answer.Refused(RefusalCode.FIELD_MISSING, Map.of("field", "command")));
        }
        return atomic ? refuseAtomic(item) : refuseSingle(item);
    }

    private static Optional<Answer> refuseSingle(BatchItem item) {
        if (item.getCommandCase() == BatchItem.CommandCase.PAYMENT
                && item.getPayment().getMode() != DecisionMode.REPLAYED
                && item.getPayment().getMode() != DecisionMode.HISTORY) {
            return Optional.of(invalid("mode", "a batch takes REPLAYED and HISTORY only"));
        }
        return Optional.empty();
    }

    private static Optional<Answer> refuseAtomic(BatchItem item) {
        if (!item.getIdempotencyKey().isEmpty()) {
            return Optional.of(
                    invalid("idempotency_key", "an atomic batch has one key, that of its call"));
        }
        if (item.getCommandCase() == BatchItem.CommandCase.PAYMENT
                || item.getCommandCase() == BatchItem.CommandCase.CHARGEBACK) {
            return Optional.of(invalid("items", "an atomic batch takes no payments"));
        }
        return Optional.empty();
    }

    static Answer invalid(String field, String problem) {
        return new Answer.Refused(
                RefusalCode.FIELD_INVALID, Map.of("field", field, "problem", problem));
    }
}
