package io.edgemesh.tunnel.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ends the connection, since the remote must not do it. */
class YamuxViolationsTest extends SessionFixture {
    @Test
    void aStreamOpenedTwice() {
        violates("opened stream 2 twice", "WINDOW SYN #2 0", "WINDOW SYN #2 0");
    }

    @Test
    void aStreamWithOurParity() {
        violates("parity is ours", "WINDOW SYN #1 0");
    }

    @Test
    void aFrameForAStreamOfOursThatWasNeverOpened() {
        violates("ours to open and was not opened", "DATA #1 1");
    }

    @Test
    void dataAfterTheEnd() {
        violates("data after FIN", "DATA SYN FIN #2 0", "DATA #2 1");
    }

    @Test
    void aWindowBeyondWhatCanBeCounted() {
        violates("beyond 4 GiB", "WINDOW SYN #2 0", "WINDOW #2 4294967295");
    }

    private void violates(String message, String... frames) {
        receive(frames);

        assertThat(Wire.sent(connection)).endsWith("GOAWAY 1");
        assertThat(connection.isOpen()).isFalse();
        assertThat(session.failure()).isInstanceOf(YamuxProtocolException.class).hasMessageContaining(message);
    }
}
