package dev.weir.analytics;

import dev.weir.contract.views.v1.AccountView;
import java.util.List;
import java.util.Map;

/**
 * What the platform serves to its clients. Failures to reach it are ReplayFailures (not reachable).
 */
interface ServedAccounts {

    /** Book to the last sequence that is served. */
    Map<String, Long> progress();

    /** All accounts of a book as they are served, at the sequence or later. */
    List<AccountView> accounts(String book, long sequence);
}
