package dev.weir.launcher.data;

import dev.weir.contract.commands.v1.BatchItem;
import java.util.List;
import java.util.Set;

/** Turns rows of one kind of import into commands. */
interface RowCommands {
    /** Fields that have to be mapped or set. */
    Set<String> required();

    /** Every field of the import. */
    Set<String> known();

    /**
     * The commands of a row: the row counts as imported when all of them are accepted.
     *
     * @throws RowProblem if the row says nothing that a command could be made of
     */
    List<BatchItem> commands(Row row);

    /**
     * Commands that other rows asked for and that are due before this row; empty for most imports.
     */
    default List<BatchItem> dueBefore(Row row) {
        return List.of();
    }

    /** Commands that are still to be sent after the last row. */
    default List<BatchItem> dueAtEnd() {
        return List.of();
    }
}
