package io.edgemesh.proxy.dial;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.intercept.DialChain;
import io.edgemesh.api.intercept.DialDeniedException;
import io.edgemesh.api.intercept.Interceptor;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One dial as one interceptor sees it. */
final class ChainLink implements DialChain {
    private final ServiceDial serviceDial;
    private final Interceptor interceptor;
    private final int index;
    private final Dial dial;
    private final Target target;
    private @Nullable CompletableFuture<Connection> proceeding;

    ChainLink(ServiceDial serviceDial, Interceptor interceptor, int index, Dial dial, Target target) {
        this.serviceDial = serviceDial;
        this.interceptor = interceptor;
        this.index = index;
        this.dial = dial;
        this.target = target;
    }

    /** Calls the interceptor; what it throws is the dial's failure. */
    @SuppressWarnings("NullAway") // an interceptor is foreign code: its answer is checked in spite of its contract
    CompletionStage<Connection> intercept() {
        try {
            CompletionStage<Connection> answer = interceptor.intercept(this);
            return answer != null
                    ? answer
                    : CompletableFuture.failedFuture(new IllegalStateException(name() + " returned null"));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Dial dial() {
        return dial;
    }

    @Override
    public Service service() {
        return target.entry().service();
    }

    @Override
    public ServicePort port() {
        return target.port();
    }

    @Override
    public CompletionStage<Connection> proceed(Dial amended) {
        if (proceeding != null && !proceeding.isCompletedExceptionally()) {
            throw new IllegalStateException(name() + " called proceed again, though an earlier call "
                    + (proceeding.isDone() ? "has succeeded" : "is under way"));
        }
        boolean sameTarget = amended.address().equals(dial.address()) && amended.protocol() == dial.protocol();
        CompletionStage<Connection> next = sameTarget
                ? serviceDial.proceed(amended, target, index + 1)
                : serviceDial.resolveAndProceed(amended, index + 1);
        proceeding = next.toCompletableFuture();
        return next;
    }

    @Override
    public CompletionStage<Connection> deny(String reason) {
        return CompletableFuture.failedFuture(
                new DialDeniedException(target.address() + " was denied by " + name() + ": " + reason));
    }

    private String name() {
        return "interceptor " + interceptor.getClass().getName();
    }
}
