package dev.weir.jobs;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.HoldView;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The views of the current key's book in keyed state, as protobuf bytes, so that a new field needs
 * no change of the state's schema. Nothing is ever removed: the state grows with accounts,
 * payments, alerts, holds and transfers between books, on disk.
 */
final class FlinkViewStore implements ViewStore {
    private final MapState<String, byte[]> accounts;
    private final MapState<String, byte[]> payments;
    private final MapState<String, byte[]> alerts;
    private final MapState<String, byte[]> cases;
    private final MapState<String, byte[]> holds;
    private final MapState<String, byte[]> bookTransfers;

    FlinkViewStore(RuntimeContext context) {
        accounts = state(context, "accounts");
        payments = state(context, "payments");
        alerts = state(context, "alerts");
        cases = state(context, "cases");
        holds = state(context, "holds");
        bookTransfers = state(context, "book-transfers");
    }

    private static MapState<String, byte[]> state(RuntimeContext context, String name) {
        return context.getMapState(
                new MapStateDescriptor<>(
                        name, Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public Optional<AccountView> account(String accountId) {
        return read(accounts, accountId, AccountView::parseFrom);
    }

    @Override
    public void put(AccountView account) {
        write(accounts, account.getAccountId(), account.toByteArray());
    }

    @Override
    public Optional<PaymentState> payment(String paymentId) {
        return read(payments, paymentId, PaymentState::fromBytes);
    }

    @Override
    public void put(PaymentState payment) {
        write(payments, payment.view().getPaymentId(), payment.toBytes());
    }

    @Override
    public Optional<AlertView> alert(String alertId) {
        return read(alerts, alertId, AlertView::parseFrom);
    }

    @Override
    public void put(AlertView alert) {
        write(alerts, alert.getAlertId(), alert.toByteArray());
    }

    @Override
    public Optional<CaseView> caseOf(String caseId) {
        return read(cases, caseId, CaseView::parseFrom);
    }

    @Override
    public void put(CaseView view) {
        write(cases, view.getCaseId(), view.toByteArray());
    }

    @Override
    public Optional<HoldView> hold(String holdId) {
        return read(holds, holdId, HoldView::parseFrom);
    }

    @Override
    public void put(HoldView hold) {
        write(holds, hold.getHoldId(), hold.toByteArray());
    }

    @Override
    public Optional<BookTransferView> bookTransfer(String id) {
        return read(bookTransfers, id, BookTransferView::parseFrom);
    }

    @Override
    public void put(BookTransferView transfer) {
        write(bookTransfers, ViewKeys.bookTransfer(transfer), transfer.toByteArray());
    }

    private interface Decoder<T> {
        T decode(byte[] bytes) throws InvalidProtocolBufferException;
    }

    private static <T> Optional<T> read(
            MapState<String, byte[]> state, String id, Decoder<T> decoder) {
        try {
            byte[] bytes = state.get(id);
            return bytes == null ? Optional.empty() : Optional.of(decoder.decode(bytes));
        } catch (Exception e) {
            throw new IllegalStateException("state of " + id + " can't be read", e);
        }
    }

    private static void write(MapState<String, byte[]> state, String id, byte[] bytes) {
        try {
            state.put(id, bytes);
        } catch (Exception e) {
            throw new IllegalStateException("state of " + id + " can't be written", e);
        }
    }
}
