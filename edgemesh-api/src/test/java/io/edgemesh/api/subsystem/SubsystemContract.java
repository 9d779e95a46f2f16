package io.edgemesh.api.subsystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
            assertThatCode(() -> bind(listen.address())).doesNotThrowAnyException();
        }
    }

    private static void bind(InetSocketAddress address) throws Exception {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }
}
