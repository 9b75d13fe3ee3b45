package dev.weir.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.contract.store.v1.IncomingTransfer;
import dev.weir.contract.store.v1.OutgoingStage;
import dev.weir.contract.store.v1.OutgoingTransfer;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Money between this book and others. Outgoing transfers lie on the heap until both books know how
 * they ended. What came in lies in the index for ever, under {@code i/FROM_BOOK/TRANSFER}: a
 * request that comes again, however late, finds its answer there.
 */
final class Interbook {
    private static final String TRANSIT = "transit:";

    private final BusinessIndex index;
    private final EntityTable<OutgoingTransfer> table;

    /** The same in the order of their ids: a table is slow to walk through. */
    private final TreeMap<String, OutgoingTransfer> outgoing = new TreeMap<>();

    Interbook(BusinessIndex index, EntityTables tables) {
        this.index = index;
        this.table = tables.add(31, EntityCodec.ofMessage(OutgoingTransfer.parser()));
    }

    /** Makes anew what follows from the restored entities. */
    void restored() {
        outgoing.clear();
        table.values().forEach(transfer -> outgoing.put(transfer.getTransferId(), transfer));
    }

    /** The account through which a book moves money to and from another one. */
    static String transitAccount(String otherBook, String currency) {
        return TRANSIT + otherBook + ":" + currency;
    }

    static boolean isTransit(String accountId) {
        return accountId.startsWith(TRANSIT);
    }

    /** Transfers that are not closed, in the order of their ids. */
    Collection<OutgoingTransfer> outgoing() {
        return Collections.unmodifiableCollection(outgoing.values());
    }

    Optional<OutgoingTransfer> outgoing(String transferId) {
        return Optional.ofNullable(outgoing.get(transferId));
    }

    OutgoingTransfer requireOutgoing(String transferId) {
        return outgoing(transferId)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "the log speaks of transfer "
                                                + transferId
                                                + " to another book, not under way"));
    }

    void save(OutgoingTransfer transfer) {
        table.put(transfer.getTransferId(), transfer);
        outgoing.put(transfer.getTransferId(), transfer);
    }

    /** Of a transfer that is over stays how it ended, for who asks again. */
    void close(String transferId) {
        OutgoingTransfer ended = requireOutgoing(transferId);
        table.remove(transferId);
        outgoing.remove(transferId);
        index.put(
                "o/" + transferId,
                OutgoingTransfer.newBuilder()
                        .setTransferId(transferId)
                        .setStage(ended.getStage())
                        .build()
                        .toByteArray());
    }

    /** Where a transfer to another book stands or how it ended. */
    Optional<OutgoingStage> stage(String transferId) {
        OutgoingTransfer open = outgoing.get(transferId);
        return open != null
                ? Optional.of(open.getStage())
                : index.get("o/" + transferId)
                        .map(Interbook::parseOutgoing)
                        .map(OutgoingTransfer::getStage);
    }

    Optional<IncomingTransfer> incoming(String fromBook, String transferId) {
        return index.get(key(fromBook, transferId)).map(Interbook::parse);
    }

    void save(IncomingTransfer transfer) {
        index.put(key(transfer.getFromBook(), transfer.getTransferId()), transfer.toByteArray());
    }

    /**
     * The sending book never asks again. Only for the fold: while the index does not know the
     * transfer yet, nothing is done, since its rebuild comes by here itself.
     */
    void acknowledge(String fromBook, String transferId) {
        if (!index.isKnown(key(fromBook, transferId))) {
            return;
        }
        IncomingTransfer known =
                incoming(fromBook, transferId)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "the log acknowledges transfer "
                                                        + transferId
                                                        + " of book "
                                                        + fromBook
                                                        + ", which never came"));
        save(known.toBuilder().setAcknowledged(true).build());
    }

    /** A book's id has no slash. */
    private static String key(String fromBook, String transferId) {
        return "i/" + fromBook + "/" + transferId;
    }

    private static IncomingTransfer parse(byte[] bytes) {
        try {
            return IncomingTransfer.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no transfer where one should be", e);
        }
    }

    private static OutgoingTransfer parseOutgoing(byte[] bytes) {
        try {
            return OutgoingTransfer.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the index holds no transfer where one should be", e);
        }
    }

    @Override
    public String toString() {
        return outgoing.toString();
    }
}
