package dev.weir.eventstore.verify;

import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.BookProgress;
import java.util.List;
import java.util.function.Consumer;

/** What the query service shows. */
interface ViewSource {
    /** How far the views of each book are. */
    List<BookProgress> progress();

    /** Hands over every account of a book. */
    void accounts(String book, Consumer<AccountView> consumer);
}
