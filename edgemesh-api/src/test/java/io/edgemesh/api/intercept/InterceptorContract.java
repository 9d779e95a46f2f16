package io.edgemesh.api.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemesh.api.dial.Connection;
import io.edgemesh.api.dial.Dial;
import io.edgemesh.api.dial.ServiceAddress;
import io.edgemesh.api.model.Endpoint;
import io.edgemesh.api.model.Protocol;
import io.edgemesh.api.model.Service;
import io.edgemesh.api.model.ServicePort;
import io.edgemesh.api.transport.DialPath;
import io.edgemesh.api.transport.TransportException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Interceptor} keeps, whatever it decides; extend it to check yours. */
public abstract class InterceptorContract {
    private static final int SECONDS = 10;

    /** Returns the interceptor under test. */
    protected abstract Interceptor interceptor();

    @Test
    void alwaysAnswersWhenTheRestOfTheChainSucceeds() throws Exception {
        RecordedChain chain = new RecordedChain(false);

        CompletableFuture<Connection> answer = interceptor().intercept(chain).toCompletableFuture();

        answer.handle((connection, failure) -> null).get(SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isDone();
        chain.channel.finishAndReleaseAll();
    }

    @Test
    void alwaysAnswersWhenTheRestOfTheChainFails() throws Exception {
        RecordedChain chain = new RecordedChain(true);

        CompletableFuture<Connection> answer = interceptor().intercept(chain).toCompletableFuture();

        answer.handle((connection, failure) -> null).get(SECONDS, TimeUnit.SECONDS);
        assertThat(answer).isDone();
    }

    @Test
    void proceedsNoMoreThanOnceWhenThatSucceeds() {
        RecordedChain chain = new RecordedChain(false);

        interceptor().intercept(chain);

        assertThat(chain.proceeded).isLessThanOrEqualTo(1);
        chain.channel.finishAndReleaseAll();
    }

    /** A chain whose end is decided beforehand. */
    private static final class RecordedChain implements DialChain {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final ServicePort port = ServicePort.of("", 80, Protocol.TCP);
        private final Service service =
                Service.builder("default", "orders").ports(port).build();
        private final boolean failing;
        private int proceeded;

        private RecordedChain(boolean failing) {
            this.failing = failing;
        }

        @Override
        public Dial dial() {
            return Dial.tcp(ServiceAddress.of(service.name(), 80));
        }

        @Override
        public Service service() {
            return service;
        }

        @Override
        public ServicePort port() {
            return port;
        }

        @Override
        public CompletionStage<Connection> proceed(Dial dial) {
            proceeded++;
            if (failing) {
                return CompletableFuture.failedFuture(new TransportException("nobody listens"));
            }
            Endpoint endpoint = Endpoint.of(new InetSocketAddress("127.0.0.1", 80), null);
            DialPath path = new DialPath("test", DialPath.Kind.DIRECT, null);
            return CompletableFuture.completedFuture(new Connection(channel, service.name(), endpoint, path));
        }

        @Override
        public CompletionStage<Connection> deny(String reason) {
            return CompletableFuture.failedFuture(new DialDeniedException(reason));
        }
    }
}
