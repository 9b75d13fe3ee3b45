package dev.weir.analytics;

import static org.apache.spark.sql.functions.col;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weir.contract.ledger.v1.AccountOpened;
import dev.weir.contract.ledger.v1.HoldChange;
import dev.weir.contract.ledger.v1.Posting;
import dev.weir.contract.log.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What events do to accounts: one row for each account opened, posting and change of a hold. Only
 * amounts are taken; what the owner wrote as the balance after is left alone, or the replay would
 * prove nothing.
 *
 * <p>Which events hold postings or hold changes is asked of the schema and not listed here, so a
 * new kind of event cannot be forgotten.
 */
final class AccountChanges {
    static final StructType SCHEMA =
            new StructType()
                    .add("book", DataTypes.StringType, false)
                    .add("sequence", DataTypes.LongType, false)
                    .add("account", DataTypes.StringType, false)
                    .add("currency", DataTypes.StringType, false)
                    .add("kind", DataTypes.StringType, true)
                    .add("balance_change_minor", DataTypes.LongType, false)
                    .add("held_change_minor", DataTypes.LongType, false);

    /** Wire names of the events that change accounts. */
    static final Set<String> TYPES =
            EventTypes.names().stream()
                    .filter(
                            name ->
                                    changesAccounts(
                                            EventTypes.prototype(name).getDescriptorForType()))
                    .collect(Collectors.toUnmodifiableSet());

    private AccountChanges() {}

    /**
     * From bronze rows to rows of {@link #SCHEMA}. A value that cannot be decoded fails the job.
     */
    static Dataset<Row> extract(Dataset<Row> bronze) {
        return bronze.filter(col("type").isin(TYPES.toArray()))
                .select("book", "sequence", "type", "value")
                .flatMap(
                        (FlatMapFunction<Row, Row>)
                                row ->
                                        of(
                                                        row.getString(0),
                                                        row.getLong(1),
                                                        EventTypes.parse(
                                                                row.getString(2),
                                                                row.<byte[]>getAs(3)))
                                                .iterator(),
                        Encoders.row(SCHEMA));
    }

    static List<Row> of(String book, long sequence, Message event) {
        List<Row> changes = new ArrayList<>();
        if (event instanceof AccountOpened opened) {
            changes.add(
                    RowFactory.create(
                            book,
                            sequence,
                            opened.getAccountId(),
                            opened.getCurrency(),
                            opened.getKind().name(),
                            0L,
                            0L));
        }
        for (Object part : parts(event)) {
            if (part instanceof Posting posting) {
                changes.add(
                        RowFactory.create(
                                book,
                                sequence,
                                posting.getAccountId(),
                                posting.getCurrency(),
                                null,
                                posting.getAmountMinor(),
                                0L));
            } else if (part instanceof HoldChange hold) {
                changes.add(
                        RowFactory.create(
                                book,
                                sequence,
                                hold.getAccountId(),
                                hold.getCurrency(),
                                null,
                                0L,
                                hold.getAmountMinor()));
            }
        }
        return changes;
    }

    /** The messages that stand in the event's fields, single or repeated. */
    private static List<Object> parts(Message event) {
        List<Object> parts = new ArrayList<>();
        for (var field : event.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.getKey().isRepeated()) {
                parts.addAll((List<?>) field.getValue());
            } else {
                parts.add(field.getValue());
            }
        }
        return parts;
    }

    private static boolean changesAccounts(Descriptor event) {
        return event.equals(AccountOpened.getDescriptor())
                || event.getFields().stream()
                        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                        .map(FieldDescriptor::getMessageType)
                        .anyMatch(
                                part ->
                                        part.equals(Posting.getDescriptor())
                                                || part.equals(HoldChange.getDescriptor()));
    }
}
