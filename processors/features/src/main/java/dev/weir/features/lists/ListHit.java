package dev.weir.features.lists;

import dev.weir.contract.control.v1.ListDefined;
import dev.weir.contract.control.v1.ListKind;
import dev.weir.contract.decisions.v1.Outcome;
import dev.weir.contract.decisions.v1.Reason;
import dev.weir.contract.decisions.v1.ReasonSource;

/** A payment names an entity that stands on a list. */
public record ListHit(ListDefined list) {

    public boolean allows() {
        return list.getKind() == ListKind.ALLOW;
    }

    public boolean blocks() {
        return list.getKind() == ListKind.BLOCK;
    }

    public boolean watches() {
        return list.getKind() == ListKind.WATCH;
    }

    /** What the list asks for by itself. */
    public Outcome asked() {
        return blocks() ? Outcome.DECLINED : Outcome.APPROVED;
    }

    /** Only a watch list adds points. */
    public Reason reason() {
        return Reason.newBuilder()
                .setCode(list.getReasonCode())
                .setSource(ReasonSource.LIST)
                .setSourceId(list.getListId())
                .setWeightMilli(watches() ? list.getWeightMilli() : 0)
                .setText(list.getReasonText())
                .build();
    }
}
