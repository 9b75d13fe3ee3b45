package dev.weir.query.read;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads the column {@code view}. */
public final class Views {
    private Views() {}

    public static <M extends Message> Sql.RowReader<M> reader(Parser<M> parser) {
        return row -> read(row, parser);
    }

    private static <M extends Message> M read(ResultSet row, Parser<M> parser) throws SQLException {
        try {
            return parser.parseFrom(row.getBytes("view"));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a stored view can't be read", e);
        }
    }
}
