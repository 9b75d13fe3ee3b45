package dev.weir.query.apply;

import static dev.weir.query.TestViews.account;
import static dev.weir.query.TestViews.alert;
import static dev.weir.query.TestViews.bookTransfer;
import static dev.weir.query.TestViews.caseOf;
import static dev.weir.query.TestViews.change;
import static dev.weir.query.TestViews.entry;
import static dev.weir.query.TestViews.hold;
import static dev.weir.query.TestViews.holdChange;
import static dev.weir.query.TestViews.payment;
import static dev.weir.query.TestViews.progress;
import static dev.weir.query.TestViews.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.weir.contract.views.v1.AccountStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in an index must fit into one, and be a time that PostgreSQL has. */
class ViewReaderTest {
    private static Stream<Arguments> indexed() {
        return Stream.of(
                checked(account("b", "a", 1, 1).build(), "book", "account_id"),
                checked(
                        entry("b", "a", 1, 0, 1, 1).build(),
                        "book",
                        "account_id",
                        "occurred_at",
                        "recorded_at"),
                checked(
                        holdChange("b", "a", 1, 1, 1).build(),
                        "book",
                        "account_id",
                        "occurred_at",
                        "recorded_at"),
                checked(
                        change("b", "a", 1, "AccountOpened", AccountStatus.OPEN).build(),
                        "book",
                        "account_id"),
                checked(
                        transfer("b", "t", 1, 1).build(),
                        "book",
                        "transfer_id",
                        "occurred_at",
                        "recorded_at"),
                checked(
                        payment("b", "p", 1).build(),
                        "book",
                        "payment_id",
                        "details.account_id",
                        "occurred_at",
                        "requested_at"),
                checked(alert("b", "p", 1).build(), "book", "alert_id", "raised_at"),
                checked(caseOf("b", "p", 1).build(), "book", "case_id", "opened_at"),
                checked(hold("b", "h", 1).build(), "book", "hold_id", "account_id", "placed_at"),
                checked(
                        bookTransfer("b", "t", 1).build(),
                        "book",
                        "transfer_id",
                        "other_book",
                        "started_at"),
                checked(progress("b", 1), "book", "recorded_at"));
    }

    private static Arguments checked(Message view, String... fields) {
        return Arguments.of(view.getDescriptorForType().getName(), view, List.of(fields));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("indexed")
    void aViewIsReadUnlessOneOfTheseFieldsDoesNotFit(String name, Message view, List<String> fields)
            throws UnreadableView {
        String type = view.getDescriptorForType().getFullName();
        assertThat(ViewReader.read(type, view.toByteArray()).sequence()).isEqualTo(1);
        for (String field : fields) {
            Message unfit = unfit(view, List.of(field.split("\\.")));
            assertThatThrownBy(() -> ViewReader.read(type, unfit.toByteArray()))
                    .as("%s.%s", name, field)
                    .isInstanceOf(UnreadableView.class)
                    .hasMessageContaining(field.substring(field.indexOf('.') + 1));
        }
    }

    private static Message unfit(Message message, List<String> path) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(path.getFirst());
        Object value =
                path.size() > 1
                        ? unfit((Message) message.getField(field), path.subList(1, path.size()))
                        : switch (field.getJavaType()) {
                            case MESSAGE ->
                                    Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
                            default -> "x".repeat(ViewReader.ID_CHARACTERS_MAX + 1);
                        };
        return message.toBuilder().setField(field, value).build();
    }
}
