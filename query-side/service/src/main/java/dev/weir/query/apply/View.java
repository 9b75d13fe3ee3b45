package dev.weir.query.apply;

import dev.weir.contract.views.v1.AccountChangeView;
import dev.weir.contract.views.v1.AccountView;
import dev.weir.contract.views.v1.AlertView;
import dev.weir.contract.views.v1.BookProgress;
import dev.weir.contract.views.v1.BookTransferView;
import dev.weir.contract.views.v1.CaseView;
import dev.weir.contract.views.v1.EntryView;
import dev.weir.contract.views.v1.HoldChangeView;
import dev.weir.contract.views.v1.HoldView;
import dev.weir.contract.views.v1.PaymentView;
import dev.weir.contract.views.v1.TransferView;

/**
 * A record of weir.views, read. It is absolute: it replaces what stands under its key unless it is
 * older.
 */
sealed interface View {
    ViewKey key();

    /** Sequence of the book's event that the view stands for. */
    long sequence();

    record Account(AccountView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getAccountId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Entry(EntryView message) implements View {
        @Override
        public ViewKey key() {
            return new ViewKey(message.getBook(), message.getSequence(), message.getLeg(), "");
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record HoldChange(HoldChangeView message) implements View {
        @Override
        public ViewKey key() {
            return new ViewKey(message.getBook(), message.getSequence(), message.getLeg(), "");
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record AccountChange(AccountChangeView message) implements View {
        @Override
        public ViewKey key() {
            return new ViewKey(message.getBook(), message.getSequence(), 0, message.getAccountId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Transfer(TransferView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getTransferId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Payment(PaymentView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getPaymentId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Alert(AlertView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getAlertId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Case(CaseView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getCaseId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Hold(HoldView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), message.getHoldId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record BookTransfer(BookTransferView message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(
                    message.getBook(),
                    message.getDirection()
                            + "/"
                            + message.getOtherBook()
                            + "/"
                            + message.getTransferId());
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }

    record Progress(BookProgress message) implements View {
        @Override
        public ViewKey key() {
            return ViewKey.of(message.getBook(), "");
        }

        @Override
        public long sequence() {
            return message.getSequence();
        }
    }
}
