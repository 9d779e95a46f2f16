package io.edgemesh.tunnel.mesh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;

/**
 * A form of the proxy protocol: one request, one answer, then the connection's bytes.
 *
 * <pre>
 *   dialler                         answerer
 *     | -- length, request ----------> |
 *     | -- bytes (native only) ------> |  connects to the endpoint
 *     | <---------- length, answer --- |
 *     | <====== bytes both ways =====> |
 * </pre>
 *
 * <p>Messages are protobuf preceded by their length as a varint. Both forms keep half-closure: the end of one direction of
 * the stream is the end of that direction of the connection.
 */
sealed interface ProxyDialect permits GoProxyDialect, NativeProxyDialect {
    /** The longest message of either form. */
    int MAX_MESSAGE_BYTES = 4096;

    /** Returns the name under which the protocol is negotiated. */
    String protocolId();

    /** Returns whether bytes may follow the request before it is answered. */
    boolean takesEarlyData();

    void writeRequest(ProxyRequest request, ByteBuf out);

    /** @throws io.edgemesh.tunnel.multiformats.MalformedException if the message is no request */
    ProxyRequest readRequest(ByteBuf message);

    void writeAnswer(ProxyAnswer answer, ByteBuf out);

    /** @throws io.edgemesh.tunnel.multiformats.MalformedException if the message is no answer */
    ProxyAnswer readAnswer(ByteBuf message);

    /** Adds the handlers that keep datagrams apart on the stream, as far as this form can. */
    void separateDatagrams(ChannelPipeline pipeline);
}
