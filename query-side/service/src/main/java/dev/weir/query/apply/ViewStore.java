package dev.weir.query.apply;

import dev.weir.contract.Topics;
import dev.weir.contract.store.v1.DeadLetterDecision;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * The tables of the views. One transaction moves the position of the partition, demanding the old
 * one, and writes the rows: of two nodes that hold the same records one applies them and the other
 * gets {@link PositionMoved}.
 *
 * <p>These transactions don't wait for the disk (synchronous_commit off): a crash of PostgreSQL may
 * lose the newest of them, rows and position together, and then they are read from the topic again.
 */
@ApplicationScoped
public class ViewStore {
    private final DataSource source;
    private final ViewTables tables = new ViewTables();

    ViewStore(DataSource source) {
        this.source = source;
    }

    /** The position of the partition is not the one that was demanded; nothing was written. */
    static final class PositionMoved extends Exception {
        PositionMoved(int partition, long demanded) {
            super("partition " + partition + " is not at " + demanded + " any more");
        }
    }

    /**
     * Applies records of the partition and moves its position.
     *
     * @param from the position that must stand in the table, an offset
     * @param next the position after it, an offset
     * @param retried letters whose record stands among these ones again
     * @return the number of rows that changed
     */
    int apply(
            int partition,
            long from,
            long next,
            ViewBatch batch,
            List<DeadLetter> deadLetters,
            List<String> retried)
            throws SQLException, PositionMoved {
        return inOneTransaction(
                partition,
                from,
                next,
                deadLetters,
                retried,
                connection -> tables.write(connection, batch));
    }

    /**
     * As {@link #apply}, when the database refuses one of the views: it is found by halves, and the
     * others are written, all in one transaction still.
     *
     * @param deadLetters is given those that are refused
     * @param refusal makes a dead letter of a view and the database's reason
     */
    int applyWithout(
            int partition,
            long from,
            long next,
            List<ReadView> views,
            BiFunction<ReadView, String, DeadLetter> refusal,
            List<DeadLetter> deadLetters,
            List<String> retried)
            throws SQLException, PositionMoved {
        return inOneTransaction(
                partition,
                from,
                next,
                deadLetters,
                retried,
                connection -> writeByHalves(connection, views, refusal, deadLetters));
    }

    private int writeByHalves(
            Connection connection,
            List<ReadView> views,
            BiFunction<ReadView, String, DeadLetter> refusal,
            List<DeadLetter> deadLetters)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            int rows =
                    tables.write(
                            connection, ViewBatch.of(views.stream().map(ReadView::view).toList()));
            connection.releaseSavepoint(before);
            return rows;
        } catch (SQLException e) {
            if (!isFaultOfTheData(e)) {
                throw e;
            }
            connection.rollback(before);
            if (views.size() == 1) {
                deadLetters.add(refusal.apply(views.getFirst(), e.getMessage()));
                return 0;
            }
            int half = views.size() / 2;
            return writeByHalves(connection, views.subList(0, half), refusal, deadLetters)
                    + writeByHalves(
                            connection, views.subList(half, views.size()), refusal, deadLetters);
        }
    }

    /**
     * SQL states of class 22, 23 and 54: the data, a constraint, a limit; trying again won't help.
     */
    static boolean isFaultOfTheData(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    private interface Rows {
        int write(Connection connection) throws SQLException;
    }

    private int inOneTransaction(
            int partition,
            long from,
            long next,
            List<DeadLetter> deadLetters,
            List<String> retried,
            Rows rowsOf)
            throws SQLException, PositionMoved {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                move(connection, partition, from, next);
                int rows = rowsOf.write(connection);
                setAside(connection, partition, deadLetters);
                for (String letter : retried) {
                    decide(connection, letter, DeadLetterDecision.RETRIED);
                }
                connection.commit();
                return rows;
            } catch (SQLException | PositionMoved | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static void move(Connection connection, int partition, long from, long next)
            throws SQLException, PositionMoved {
        try (PreparedStatement fast =
                connection.prepareStatement("SET LOCAL synchronous_commit = off")) {
            fast.execute();
        }
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE topic_position SET next_offset = ?"
                                + " WHERE topic = ? AND partition = ? AND next_offset = ?")) {
            update.setLong(1, next);
            update.setString(2, Topics.VIEWS);
            update.setInt(3, partition);
            update.setLong(4, from);
            if (update.executeUpdate() != 1) {
                throw new PositionMoved(partition, from);
            }
        }
    }

    private static void setAside(Connection connection, int partition, List<DeadLetter> deadLetters)
            throws SQLException {
        if (deadLetters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO dead_letter"
                                + " (topic, partition, at_offset, record_key, record_type, value, reason,"
                                + " letter_id, book, letter)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (DeadLetter letter : deadLetters) {
                insert.setString(1, Topics.VIEWS);
                insert.setInt(2, partition);
                insert.setLong(3, letter.offset());
                insert.setBytes(4, letter.key());
                insert.setString(5, letter.type() == null ? null : Upsert.text(letter.type()));
                insert.setBytes(6, letter.value());
                insert.setString(7, Upsert.text(letter.reason()));
                insert.setString(8, letter.letter().getId());
                insert.setString(9, letter.letter().getBook());
                insert.setBytes(10, letter.letter().toByteArray());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** A person's decision about a letter; nothing happens if it is not known here. */
    private static void decide(Connection connection, String letter, DeadLetterDecision decision)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE dead_letter SET state = ? WHERE letter_id = ? AND state <> ?")) {
            update.setString(1, decision.name());
            update.setString(2, Upsert.text(letter));
            update.setString(3, decision.name());
            update.executeUpdate();
        }
    }

    void decide(String letter, DeadLetterDecision decision) throws SQLException {
        try (Connection connection = source.getConnection()) {
            decide(connection, letter, decision);
        }
    }

    /** Letters that weir.dead-letters does not have yet, the oldest first, serialised. */
    List<byte[]> untold(int limit) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT letter FROM dead_letter WHERE NOT told AND letter IS NOT NULL"
                                        + " ORDER BY set_aside LIMIT ?")) {
            select.setInt(1, limit);
            List<byte[]> letters = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    letters.add(rows.getBytes(1));
                }
            }
            return letters;
        }
    }

    /** weir.dead-letters has it. */
    void told(String letter) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE dead_letter SET told = true WHERE letter_id = ?")) {
            update.setString(1, letter);
            update.executeUpdate();
        }
    }

    /** The offset that is applied next; empty: none was ever stored for the partition. */
    OptionalLong position(int partition) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT next_offset FROM topic_position"
                                        + " WHERE topic = ? AND partition = ?")) {
            select.setString(1, Topics.VIEWS);
            select.setInt(2, partition);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /**
     * Stores the first position of a partition unless there is one; returns the one that stands.
     */
    long begin(int partition, long offset) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO topic_position (topic, partition, next_offset)"
                                        + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, Topics.VIEWS);
            insert.setInt(2, partition);
            insert.setLong(3, offset);
            insert.executeUpdate();
        }
        return position(partition).orElse(offset);
    }
}
