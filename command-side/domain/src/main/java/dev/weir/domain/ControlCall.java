package dev.weir.domain;

import com.google.protobuf.Message;
import java.util.List;

/** What every rule of the control book needs: state, context, and where its findings go. */
record ControlCall(
        ControlTables state, CommandContext context, Findings findings, RuleChecker checker) {

    void add(RefusalCode code, String... parameters) {
        findings.add(code, parameters);
    }

    /** What the command comes to, if nothing speaks against it; the id is the entity's. */
    Outcome accepted(String id, Message event) {
        return findings.refusal()
                .<Outcome>map(refused -> refused)
                .orElseGet(
                        () ->
                                new Outcome.Accepted(
                                        List.of(new NewEvent(event, id, context.nowMicros())), id));
    }

    /** A finding unless the control book knows the book; empty stands for all. */
    void book(String book) {
        if (!book.isEmpty() && state.books().get(book) == null) {
            add(RefusalCode.BOOK_UNKNOWN, "book", book);
        }
    }

    void books(List<String> books) {
        if (books.size() > Limits.BOOKS_NAMED_MAX) {
            Fields.invalid(findings, "books", "more than " + Limits.BOOKS_NAMED_MAX);
            return;
        }
        for (String book : books) {
            if (book.isEmpty()) {
                Fields.invalid(findings, "books", "an entry is empty");
            }
            book(book);
        }
    }

    /** A finding where one more would be too many. */
    void room(int count, int most, String things) {
        if (count >= most) {
            add(RefusalCode.CONTROL_FULL, "count", Integer.toString(count), "things", things);
        }
    }
}
