package dev.weir.jobs;

import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.HoldView;
import java.util.Optional;

/** The views of one book as they stand: keyed state under Flink, maps in tests. */
interface ViewStore {
    Optional<AccountView> account(String accountId);

    void put(AccountView account);

    Optional<PaymentState> payment(String paymentId);

    void put(PaymentState payment);

    Optional<AlertView> alert(String alertId);

    void put(AlertView alert);

    Optional<CaseView> caseOf(String caseId);

    void put(CaseView view);

    Optional<HoldView> hold(String holdId);

    void put(HoldView hold);

    /**
     * @param id see {@link ViewKeys#bookTransfer}
     */
    Optional<BookTransferView> bookTransfer(String id);

    void put(BookTransferView transfer);
}
