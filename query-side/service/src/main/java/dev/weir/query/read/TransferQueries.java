package dev.weir.query.read;

import dev.weir.contract.ledger.v1.TransferKind;
import dev.weir.contract.queries.v1.TransferPage;
import dev.weir.contract.views.v1.TransferView;
import dev.weir.query.rest.Problem;
import java.sql.SQLException;
import java.util.List;

/** Transfers, newest business time first. */
public final class TransferQueries {
    private static final String LIST = "transfers";

    private TransferQueries() {}

    /**
     * Which transfers; null means any.
     *
     * @param account one of its legs is of this account
     * @param amounts what was credited in the currency of the first leg, minor units
     * @param range of business time
     */
    public record Filter(
            String account,
            TransferKind kind,
            String currency,
            AmountRange amounts,
            Metadata metadata,
            TimeRange range) {
        private Where where(String book) {
            Where where =
                    new Where()
                            .and("book = ?", book)
                            .andIfGiven("kind = ?", kind == null ? null : kind.name())
                            .andIfGiven("currency = ?", currency)
                            .andIfGiven(
                                    "EXISTS (SELECT FROM entry WHERE entry.book = transfer.book"
                                            + " AND entry.sequence = transfer.sequence"
                                            + " AND entry.account_id = ?)",
                                    account);
            return range.in("occurred_at", metadata.in(amounts.in("amount_minor", where)));
        }
    }

    /** Throws TRANSFER_UNKNOWN. */
    public static TransferView transfer(Sql sql, String book, String transfer) throws SQLException {
        return sql.first(
                        "SELECT view FROM transfer WHERE book = ? AND transfer_id = ?",
                        Views.reader(TransferView.parser()),
                        book,
                        transfer)
                .orElseThrow(() -> Problem.transferUnknown(book, transfer));
    }

    public static TransferPage page(Sql sql, String book, Filter filter, Page page)
            throws SQLException {
        Where where = filter.where(book);
        if (page.cursor() != null) {
            List<String> last = Cursor.parse(LIST, 2, page.cursor());
            where.and("(occurred_at, transfer_id) < (?, ?)", Cursor.time(last.get(0)), last.get(1));
        }
        List<TransferView> rows =
                sql.list(
                        "SELECT view FROM transfer"
                                + where.sql()
                                + " ORDER BY occurred_at DESC, transfer_id DESC LIMIT ?",
                        Views.reader(TransferView.parser()),
                        where.parametersAnd(page.rowsToRead()));
        TransferPage.Builder answer = TransferPage.newBuilder();
        if (rows.size() > page.limit()) {
            rows.removeLast();
            TransferView last = rows.getLast();
            answer.setNextCursor(Cursor.of(LIST, last.getOccurredAt(), last.getTransferId()));
        }
        return answer.addAllTransfers(rows).build();
    }
}
