package io.edgemesh.tunnel.transport;

/** There is nothing to try: no address of the node is known and no relay may be asked. */
final class NoPathException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoPathException() {
        super("no address of it is known, and there is no relay to ask", null, false, false);
    }
}
