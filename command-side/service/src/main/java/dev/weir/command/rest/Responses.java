package dev.weir.command.rest;

import dev.weir.command.api.Answer;
import dev.weir.command.api.CommandKind;
import dev.weir.command.api.Problem;
import dev.weir.command.api.ServiceError;
import dev.weir.command.api.ServiceException;
import dev.weir.command.json.ProblemJson;
import dev.weir.contract.commands.v1.BookTransferState;
import dev.weir.contract.commands.v1.CommandReply;
import dev.weir.contract.decisions.v1.Outcome;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Answers as HTTP tells them. */
final class Responses {
    static final String POSITION_HEADER = "Weir-Position";

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int RETRY_AFTER_SECONDS = 1;

    private Responses() {}

    static Response of(CommandKind kind, Answer answer) {
        return switch (answer) {
            case Answer.Done done ->
                    Response.status(status(kind, done.reply()))
                            .header(POSITION_HEADER, done.reply().getPosition())
                            .entity(done.reply())
                            .build();
            case Answer.Refused refused ->
                    problem(Problem.of(refused.code(), refused.parameters()));
        };
    }

    static Response problem(ServiceException exception) {
        return problem(Problem.of(exception));
    }

    static Response problem(Problem problem) {
        Response.ResponseBuilder response =
                Response.status(problem.httpStatus())
                        .type(ProblemJson.MEDIA_TYPE)
                        .entity(ProblemJson.of(problem));
        if (problem.httpStatus() == ServiceError.TOKEN_MISSING.httpStatus()) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (problem.httpStatus() == ServiceError.OVERLOADED.httpStatus()
                || problem.httpStatus() == ServiceError.STARTING.httpStatus()) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static int status(CommandKind kind, CommandReply reply) {
        if (reply.hasPayment() && kind == CommandKind.REQUEST_PAYMENT) {
            Outcome outcome = reply.getPayment().getOutcome();
            if (outcome != Outcome.APPROVED && outcome != Outcome.DECLINED) {
                return ACCEPTED;
            }
        }
        if (reply.getBookTransfer().getState() == BookTransferState.BOOK_TRANSFER_STARTED) {
            return ACCEPTED;
        }
        return kind.creating() && !reply.getRepeated() && !reply.hasDryRun() ? CREATED : OK;
    }
}
