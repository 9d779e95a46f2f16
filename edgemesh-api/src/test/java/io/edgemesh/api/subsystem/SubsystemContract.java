package io.edgemesh.api.subsystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.edgemesh.api.model.Protocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every {@link Subsystem} keeps; extend it to check yours. Listeners are expected on loopback, any free port. */
public abstract class SubsystemContract {
    /** Returns a new subsystem that has not started. */
    protected abstract Subsystem create();

    @Test
    void listensNowhereBeforeItsStart() {
        try (Subsystem subsystem = create()) {
            assertThat(subsystem.listenAddresses()).isEmpty();
        }
    }

    @Test
    void tellsTheRealPortsItListensOn() {
        try (Subsystem subsystem = create()) {
            subsystem.start();

            assertThat(subsystem.listenAddresses())
                    .allSatisfy(listen -> assertThat(listen.address().getPort()).isPositive());
        }
    }

    @Test
    void closesWithoutHavingStarted() {
        assertThatCode(() -> create().close()).doesNotThrowAnyException();
    }

    @Test
    void leavesItsPortsFreeOnceClosed() {
        Subsystem subsystem = create();
        subsystem.start();
        var addresses = subsystem.listenAddresses();

        subsystem.close();

        for (ListenAddress listen : addresses) {
            // NIO lets go of a port when its selector next looks, a moment after the channel says that it is closed.
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> bind(listen));
        }
    }

    private static void bind(ListenAddress listen) throws IOException {
        if (listen.protocol() == Protocol.UDP) {
            new DatagramSocket(listen.address()).close();
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(listen.address());
        }
    }
}
