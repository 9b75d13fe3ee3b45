package dev.weir.query.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.weir.contract.queries.v1.AccountPage;
import dev.weir.contract.queries.v1.AlertPage;
import dev.weir.contract.queries.v1.BalanceAsOf;
import dev.weir.contract.queries.v1.BookTransferPage;
import dev.weir.contract.queries.v1.CaseFile;
import dev.weir.contract.queries.v1.CasePage;
import dev.weir.contract.queries.v1.EntryPage;
import dev.weir.contract.queries.v1.HistoryPage;
import dev.weir.contract.queries.v1.HoldPage;
import dev.weir.contract.queries.v1.PaymentPage;
import dev.weir.contract.queries.v1.ProgressPage;
import dev.weir.contract.queries.v1.StatementPage;
import dev.weir.contract.queries.v1.TransferPage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Contract messages as proto3 JSON with the names of the .proto files. Text, flags and enums are
 * left out when they are absent; numbers and the lists of pages are always written: a balance of 0
 * is a balance, and a page without rows has a list.
 */
public final class ContractJson {
    private static final List<Descriptor> ANSWERS =
            List.of(
                    AccountPage.getDescriptor(),
                    AlertPage.getDescriptor(),
                    BalanceAsOf.getDescriptor(),
                    BookTransferPage.getDescriptor(),
                    CaseFile.getDescriptor(),
                    CasePage.getDescriptor(),
                    EntryPage.getDescriptor(),
                    HistoryPage.getDescriptor(),
                    HoldPage.getDescriptor(),
                    PaymentPage.getDescriptor(),
                    ProgressPage.getDescriptor(),
                    StatementPage.getDescriptor(),
                    TransferPage.getDescriptor());

    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .includingDefaultValueFields(alwaysWritten());

    private ContractJson() {}

    public static String print(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "a " + message.getDescriptorForType().getFullName() + " can't be printed", e);
        }
    }

    private static Set<FieldDescriptor> alwaysWritten() {
        Set<FieldDescriptor> fields = new HashSet<>();
        Set<Descriptor> seen = new HashSet<>();
        for (Descriptor answer : ANSWERS) {
            answer.getFields().stream()
                    .filter(field -> field.isRepeated() && !field.getName().equals("totals"))
                    .forEach(fields::add);
            addNumbers(answer, fields, seen);
        }
        return fields;
    }

    private static void addNumbers(
            Descriptor message, Set<FieldDescriptor> fields, Set<Descriptor> seen) {
        if (!message.getFullName().startsWith("weir.") || !seen.add(message)) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            switch (field.getJavaType()) {
                case INT, LONG -> {
                    if (!field.isRepeated()) {
                        fields.add(field);
                    }
                }
                case MESSAGE -> addNumbers(field.getMessageType(), fields, seen);
                default -> {}
            }
        }
    }
}
