package dev.weir.jobs;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The views of the current key's book in keyed state, as protobuf bytes, so that a new field needs
 * no change of the state's schema. Nothing is ever removed: the state grows with accounts, payments
 * and alerts, on disk.
 */
final class FlinkViewStore implements ViewStore {
    private final MapState<String, byte[]> accounts;
    private final MapState<String, byte[]> payments;
    private final MapState<String, byte[]> alerts;

    FlinkViewStore(RuntimeContext context) {
        accounts = state(context, "accounts");
        payments = state(context, "payments");
        alerts = state(context, "alerts");
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
