package dev.weir.query.apply;

import dev.weir.contract.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
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
     * Applies all records of the partition from one offset to another.
     *
     * @param from the position that must stand in the table, an offset
     * @param next the position after it, an offset
     * @return the number of rows that changed
     */
    int apply(int partition, long from, long next, ViewBatch batch, List<DeadLetter> deadLetters)
            throws SQLException, PositionMoved {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                move(connection, partition, from, next);
                int rows = tables.write(connection, batch);
                setAside(connection, partition, deadLetters);
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
                                + " (topic, partition, at_offset, record_key, record_type, value, reason)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (DeadLetter letter : deadLetters) {
                insert.setString(1, Topics.VIEWS);
                insert.setInt(2, partition);
                insert.setLong(3, letter.offset());
                insert.setBytes(4, letter.key());
                insert.setString(5, letter.type() == null ? null : Upsert.text(letter.type()));
                insert.setBytes(6, letter.value());
                insert.setString(7, Upsert.text(letter.reason()));
                insert.addBatch();
            }
            insert.executeBatch();
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
